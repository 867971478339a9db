package commands

// The words of /sales. See words.go for the voice.
const (
	defSales       phrase = "What you sold: totals, a chart and a file for your spreadsheet"
	defSalesPeriod phrase = "Which time; the last 30 days if left out"

	txtSalesTitle  phrase = "Sales · {period}"
	txtSalesNone   phrase = "Nothing was sold in this time. Pick another one, or send a payment request with /request."
	txtSalesWhich  phrase = "There is no such time. Pick one, or type a month such as {month}."
	txtSalesDays   phrase = "An order counts on the day on which it was paid. Days begin at midnight, {zone}."
	txtSalesFile   phrase = "The file has every order of this time, for your spreadsheet."
	txtSalesPacked phrase = "The file has every order of this time, for your spreadsheet. It is large, so it comes packed: open it, then the file in it."
	txtSalesLarge  phrase = "There are too many orders for one file. Pick a month or a year to get theirs."
	txtSalesMore   phrase = "The file has {n} more currencies."

	txtSalesCurrency phrase = "{currency}: {orders}"
	txtSalesOrder    phrase = "{n} order"
	txtSalesOrders   phrase = "{n} orders"
	txtSalesSold     phrase = "Sold"
	txtSalesRefunded phrase = "Refunded"
	txtSalesBank     phrase = "Charged back"
	txtSalesProvider phrase = "{provider}'s fees"
	txtSalesPlatform phrase = "Platform's fee"
	txtSalesYours    phrase = "Yours"
	txtSalesPaidOut  phrase = "Paid out"
	txtSalesToCome   phrase = "Held for you"
	txtSalesOwed     phrase = "You owe"
	txtSalesPick     phrase = "Another time"
)

// periodWords has the periods beside months.
var periodWords = map[string]phrase{
	periodToday: "Today",
	periodWeek:  "Last 7 days",
	periodMonth: "Last 30 days",
	periodYear:  "This year",
	periodAll:   "Everything",
}

// monthWords has the months of a year.
var monthWords = [12]phrase{
	"January {year}", "February {year}", "March {year}", "April {year}", "May {year}", "June {year}",
	"July {year}", "August {year}", "September {year}", "October {year}", "November {year}", "December {year}",
}

// chartWords says what the chart shows.
var chartWords = map[unit]phrase{
	byHour:  "The chart: sold in {currency}, hour by hour.",
	byDay:   "The chart: sold in {currency}, day by day.",
	byWeek:  "The chart: sold in {currency}, week by week from Monday.",
	byMonth: "The chart: sold in {currency}, month by month.",
	byYear:  "The chart: sold in {currency}, year by year.",
}

// tableHead is the first line of the file.
var tableHead = [...]phrase{
	"Order", "Paid ({zone})", "Shipped ({zone})", "Status", "Buyer", "Item", "Currency",
	"Sold", "Refunded", "Charged back", "Provider's fees", "Platform's fee", "Paid out", "Held for you", "You owe",
}
