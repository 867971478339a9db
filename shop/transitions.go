package shop

func move(to Status) Outcome    { return Outcome{To: to, Effect: Move} }
func reject(why Reason) Outcome { return Outcome{Effect: Reject, Reason: why} }

var (
	remember = Outcome{Effect: Remember}
	record   = Outcome{Effect: Record}
	giveBack = Outcome{Effect: Return}
)

// transitions is the one transition table: event × status → outcome. Every
// cell is named; a test fails when a status or an event lacks one.
var transitions = map[Event]map[Status]Outcome{
	EventPaymentProcessing: {
		Requested: move(Processing), Processing: record, Paid: record, Shipped: record,
		Delivered: record, Completed: record, Declined: record, Canceled: record,
		Expired: record, Refunded: record, ChargedBack: record,
	},
	EventPaymentFailed: {
		Requested: record, Processing: move(Requested), Paid: record, Shipped: record,
		Delivered: record, Completed: record, Declined: record, Canceled: record,
		Expired: record, Refunded: record, ChargedBack: record,
	},
	EventPaymentSucceeded: {
		Requested: move(Paid), Processing: move(Paid), Paid: giveBack, Shipped: giveBack,
		Delivered: giveBack, Completed: giveBack, Declined: giveBack, Canceled: giveBack,
		Expired: giveBack, Refunded: giveBack, ChargedBack: giveBack,
	},
	EventDecline: {
		Requested: move(Declined), Processing: remember, Paid: reject(ReasonPaid),
		Shipped: reject(ReasonPaid), Delivered: reject(ReasonPaid), Completed: reject(ReasonDone),
		Declined: reject(ReasonDeclined), Canceled: reject(ReasonCanceled),
		Expired: reject(ReasonExpired), Refunded: reject(ReasonDone), ChargedBack: reject(ReasonDone),
	},
	EventCancel: {
		Requested: move(Canceled), Processing: remember, Paid: move(Canceled),
		Shipped: reject(ReasonShipped), Delivered: reject(ReasonShipped), Completed: reject(ReasonDone),
		Declined: reject(ReasonDeclined), Canceled: reject(ReasonCanceled),
		Expired: reject(ReasonExpired), Refunded: reject(ReasonDone), ChargedBack: reject(ReasonDone),
	},
	EventExpire: {
		Requested: move(Expired), Processing: record, Paid: record, Shipped: record,
		Delivered: record, Completed: record, Declined: record, Canceled: record,
		Expired: record, Refunded: record, ChargedBack: record,
	},
	EventRevise: {
		Requested: move(Requested), Processing: reject(ReasonProcessing), Paid: reject(ReasonPaid),
		Shipped: reject(ReasonPaid), Delivered: reject(ReasonPaid), Completed: reject(ReasonDone),
		Declined: reject(ReasonDeclined), Canceled: reject(ReasonCanceled),
		Expired: reject(ReasonExpired), Refunded: reject(ReasonDone), ChargedBack: reject(ReasonDone),
	},
	EventShip: {
		Requested: reject(ReasonNotPaid), Processing: reject(ReasonNotPaid), Paid: move(Shipped),
		Shipped: reject(ReasonShipped), Delivered: reject(ReasonShipped), Completed: reject(ReasonDone),
		Declined: reject(ReasonDeclined), Canceled: reject(ReasonCanceled),
		Expired: reject(ReasonExpired), Refunded: reject(ReasonDone), ChargedBack: reject(ReasonDone),
	},
	EventDeliver: {
		Requested: reject(ReasonNotPaid), Processing: reject(ReasonNotPaid), Paid: move(Delivered),
		Shipped: move(Delivered), Delivered: record, Completed: record,
		Declined: record, Canceled: record, Expired: record, Refunded: record, ChargedBack: record,
	},
	EventComplete: {
		Requested: record, Processing: record, Paid: record, Shipped: move(Completed),
		Delivered: move(Completed), Completed: record, Declined: record, Canceled: record,
		Expired: record, Refunded: record, ChargedBack: record,
	},
	EventRefundedInFull: {
		Requested: record, Processing: record, Paid: move(Canceled), Shipped: move(Refunded),
		Delivered: move(Refunded), Completed: move(Refunded), Declined: record, Canceled: record,
		Expired: record, Refunded: record, ChargedBack: record,
	},
	EventDisputeLost: {
		Requested: record, Processing: record, Paid: move(ChargedBack), Shipped: move(ChargedBack),
		Delivered: move(ChargedBack), Completed: record, Declined: record, Canceled: record,
		Expired: record, Refunded: record, ChargedBack: record,
	},
}
