package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	stripesandbox "till/sandbox/stripe"
	"till/shop"
	"till/shop/money"
)

// storeFlags say where the state is, and where the other flags are set: every
// command that has flags of `till serve` has these.
type storeFlags struct {
	Config string `help:"YAML file that sets flags by their names." placeholder:"FILE"`
	Store  string `help:"File that holds the state (default ${default})." default:"till.db" placeholder:"FILE"`
}

// stripeFlags say how to reach the payment provider.
type stripeFlags struct {
	StripeKey string `help:"Stripe's secret key." secret:"" placeholder:"SECRET"`
	StripeAPI string `name:"stripe-api" help:"Where Stripe's API is imitated; empty for Stripe itself." placeholder:"URL"`
}

// parcelFlags say how to reach the tracking service. Without a key there is none,
// and a right number counts as a scan.
type parcelFlags struct {
	EasypostKey string `help:"EasyPost's API key, to hear from carriers where parcels are; empty for none: buyers and sellers say it." secret:"" placeholder:"SECRET"`
	EasypostAPI string `name:"easypost-api" help:"Where EasyPost's API is imitated; empty for EasyPost itself." placeholder:"URL"`
}

// discordFlags say how to reach Discord.
type discordFlags struct {
	DiscordToken string `help:"The bot's token." secret:"" placeholder:"SECRET"`
	DiscordAPI   string `name:"discord-api" help:"Where Discord's API is imitated; empty for Discord itself." placeholder:"URL"`
}

// shopFlags are what the operator decides.
type shopFlags struct {
	Shop           string   `help:"Whose account takes what buyers pay: the operator's, who holds it for many sellers and needs Stripe Connect (marketplace), or the only seller's own (single; default ${default})." enum:"marketplace,single" default:"marketplace" placeholder:"MODE"`
	Seller         string   `help:"Discord id of the only seller, with --shop=single; the operator, if there is one." placeholder:"ID"`
	Operator       string   `help:"Who holds the money, as buyers read it (default ${default})." default:"Till" placeholder:"NAME"`
	Operators      []string `help:"Discord ids of the people who decide what the bot cannot." placeholder:"ID"`
	Sellers        string   `help:"Who may open a shop: anyone, those on --seller-list, or everybody with an operator's approval (default ${default})." enum:"anyone,list,approval" default:"anyone" placeholder:"WHO"`
	SellerList     []string `help:"Discord ids of the people who may sell, with --sellers=list." placeholder:"ID"`
	Limit          []string `help:"What may be requested, at once and in 7 days; the first is the default currency (default ${default})." default:"USD=750.00/2250.00" placeholder:"CUR=A/B" sep:";"`
	Fee            []string `help:"The platform's fee: a share and a fixed amount." placeholder:"CUR=1.5%+0.30" sep:";"`
	ProviderFees   string   `help:"Who bears the provider's fees: the seller or the operator (default ${default})." enum:"seller,operator" default:"seller" placeholder:"WHO"`
	DebtLimit      []string `help:"How much is advanced for a seller whose balance does not suffice for a refund, without asking an operator: once for each currency." placeholder:"50USD" sep:";"`
	RequestLife    span     `help:"How long a request can be paid." default:"7d"`
	ShipWithin     span     `help:"How long after the payment a seller may take to ship." default:"14d"`
	HoldTracked    span     `help:"How long after shipping a tracked order is paid out (3d to 60d)." default:"4d"`
	HoldUntracked  span     `help:"The same without tracking." default:"14d"`
	PaymentMethods []string `help:"Stripe's payment method types that buyers may use." default:"card"`
	ShipTo         []string `help:"Countries to which goods are shipped; the payment page asks for an address then." placeholder:"CC"`
}

// span is a duration that knows days.
type span time.Duration

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *span) UnmarshalText(text []byte) error {
	t := string(text)
	if days, ok := strings.CutSuffix(t, "d"); ok {
		n, err := strconv.Atoi(days)
		if err != nil || n < 0 || n > 3650 {
			return fmt.Errorf("%q is not a number of days like 14d", t)
		}
		*s = span(time.Duration(n) * 24 * time.Hour)
		return nil
	}
	d, err := time.ParseDuration(t)
	if err != nil || d < 0 {
		return fmt.Errorf("%q is not a time like 14d or 36h", t)
	}
	*s = span(d)
	return nil
}

// String writes the time as UnmarshalText reads it.
func (s span) String() string {
	if d := time.Duration(s); d%(24*time.Hour) != 0 || d == 0 {
		return d.String()
	}
	return strconv.FormatInt(int64(time.Duration(s)/(24*time.Hour)), 10) + "d"
}

// The provider holds money for 90 days at most in most countries, which stands
// in until the account's country is known; orders are settled ten days before.
const (
	providerHolds = 90 * 24 * time.Hour
	settleBefore  = 10 * 24 * time.Hour
	problemTime   = 14 * 24 * time.Hour
)

var snowflake = regexp.MustCompile(`^\d{17,20}$`)

// operators returns who decides what the bot cannot.
func (f shopFlags) operators() []shop.UserID {
	var ids []shop.UserID
	for _, id := range f.Operators {
		ids = append(ids, shop.UserID(id))
	}
	return ids
}

// policy checks the operator's decisions, all at once.
func (f shopFlags) policy() (shop.Policy, error) {
	p := shop.DefaultPolicy()
	var problems []error
	problem := func(format string, args ...any) { problems = append(problems, fmt.Errorf(format, args...)) }

	p.Limits = make(map[money.Currency]shop.Limit)
	for i, text := range f.Limit {
		currency, limit, err := parseLimit(text)
		if err != nil {
			problem("--limit %s: %w", text, err)
			continue
		}
		if _, twice := p.Limits[currency]; twice {
			problem("--limit %s: %s has a limit already", text, currency)
		}
		if i == 0 {
			p.Currency = currency
		}
		p.Limits[currency] = limit
	}
	p.Fees = make(map[money.Currency]shop.PlatformFee)
	for _, text := range f.Fee {
		currency, fee, err := parseFee(text)
		if err != nil {
			problem("--fee %s: %w", text, err)
			continue
		}
		if _, offered := p.Limits[currency]; !offered {
			problem("--fee %s: %s has no --limit, so nothing can be requested in it", text, currency)
		}
		p.Fees[currency] = fee
	}
	p.OperatorBearsFees = f.ProviderFees == "operator"
	p.DebtLimit = make(map[money.Currency]money.Money)
	for _, text := range f.DebtLimit {
		limit, err := money.Parse(text, "")
		if err != nil {
			problem("--debt-limit %s: write it like 50USD: %w", text, err)
			continue
		}
		if _, twice := p.DebtLimit[limit.Currency]; twice {
			problem("--debt-limit %s: %s has a debt limit already", text, limit.Currency)
		}
		if _, offered := p.Limits[limit.Currency]; !offered {
			problem("--debt-limit %s: %s has no --limit, so nothing can be requested in it", text, limit.Currency)
		}
		p.DebtLimit[limit.Currency] = limit
	}
	for _, id := range f.Operators {
		if !snowflake.MatchString(id) {
			problem("--operators %s: not a Discord id of 17 to 20 digits (Copy User ID, in Discord's developer mode)", id)
		}
	}
	p.Sellers = shop.Admission(f.Sellers)
	for _, id := range f.SellerList {
		if !snowflake.MatchString(id) {
			problem("--seller-list %s: not a Discord id of 17 to 20 digits (Copy User ID, in Discord's developer mode)", id)
		}
		p.SellerList = append(p.SellerList, shop.UserID(id))
	}
	problems = append(problems, f.mode(&p)...)
	switch {
	case p.Sellers == shop.AdmitList && len(f.SellerList) == 0:
		problem("--sellers=list needs --seller-list: the Discord ids of the people who may sell")
	case p.Sellers != shop.AdmitList && len(f.SellerList) > 0:
		problem("--seller-list is for --sellers=list only: set it, or leave the list out")
	case p.Sellers == shop.AdmitApproval && len(f.Operators) == 0:
		problem("--sellers=approval needs --operators: the Discord ids of the people who approve")
	}
	p.RequestLife, p.ShipWithin = time.Duration(f.RequestLife), time.Duration(f.ShipWithin)
	p.HoldTracked, p.HoldUntracked = time.Duration(f.HoldTracked), time.Duration(f.HoldUntracked)
	const day = 24 * time.Hour
	if p.HoldTracked < 3*day || p.HoldTracked > 60*day {
		problem("--hold-tracked must be 3d to 60d")
	}
	if p.HoldUntracked < p.HoldTracked {
		problem("--hold-untracked must not be shorter than --hold-tracked")
	}
	if p.RequestLife < 2*day || p.RequestLife > 60*day {
		problem("--request-life must be 2d to 60d: the buyer is reminded one day before its end")
	}
	if p.ShipWithin < 3*day {
		problem("--ship-within must be 3d or more: the seller is reminded on day 3")
	}
	for _, country := range f.ShipTo {
		if !shop.Shippable(country) {
			problem("--ship-to %s: write the two capital letters of a country to which Stripe's page lets people ship, such as US", country)
		}
	}
	p.ShipTo = f.ShipTo
	return p, errors.Join(problems...)
}

// mode checks whose account takes what buyers pay, and what makes no sense with
// that.
func (f shopFlags) mode(p *shop.Policy) (problems []error) {
	p.Mode = shop.Mode(f.Shop)
	if p.Mode != shop.Single {
		if f.Seller != "" {
			problems = append(problems, errors.New("--seller is for --shop=single only: set it, or leave the seller out"))
		}
		return problems
	}
	p.Seller = shop.UserID(f.Seller)
	switch {
	case f.Seller == "" && len(f.Operators) == 1:
		p.Seller = shop.UserID(f.Operators[0])
	case f.Seller == "":
		problems = append(problems, errors.New("--shop=single needs the seller: set --seller, or exactly one id in --operators"))
	case !snowflake.MatchString(f.Seller):
		problems = append(problems, fmt.Errorf("--seller %s: not a Discord id of 17 to 20 digits (Copy User ID, in Discord's developer mode)", f.Seller))
	}
	for _, other := range []struct {
		set  bool
		flag string
	}{
		{len(f.Fee) > 0, "--fee"},
		{len(f.DebtLimit) > 0, "--debt-limit"},
		{f.ProviderFees == "operator", "--provider-fees=operator"},
		{f.Sellers != string(shop.AdmitAnyone), "--sellers"},
	} {
		if other.set {
			problems = append(problems, fmt.Errorf("%s is between an operator and sellers, and with --shop=single there is one seller: leave it out", other.flag))
		}
	}
	return problems
}

// parseLimit reads CUR=A/B.
func parseLimit(text string) (money.Currency, shop.Limit, error) {
	name, amounts, ok := strings.Cut(text, "=")
	request, week, both := strings.Cut(amounts, "/")
	if !ok || !both {
		return "", shop.Limit{}, errors.New("write it like USD=750.00/2250.00: at once, and in 7 days")
	}
	currency, err := money.ParseCurrency(name)
	if err != nil {
		return "", shop.Limit{}, err
	}
	limit := shop.Limit{}
	if limit.Request, err = money.Parse(request, currency); err != nil {
		return "", limit, err
	}
	if limit.Week, err = money.Parse(week, currency); err != nil {
		return "", limit, err
	}
	if limit.Request.Currency != currency || limit.Week.Currency != currency {
		return "", limit, fmt.Errorf("both amounts must be in %s", currency)
	}
	if limit.Week.Minor < limit.Request.Minor {
		return "", limit, errors.New("the limit of 7 days is below the one of a request")
	}
	return currency, limit, nil
}

// parseFee reads CUR=1.5%+0.30; either part may be missing.
func parseFee(text string) (money.Currency, shop.PlatformFee, error) {
	name, rest, ok := strings.Cut(text, "=")
	currency, err := money.ParseCurrency(name)
	if !ok || err != nil {
		return "", shop.PlatformFee{}, errors.New("write it like USD=1.5%+0.30")
	}
	var fee shop.PlatformFee
	for part := range strings.SplitSeq(rest, "+") {
		if share, isShare := strings.CutSuffix(part, "%"); isShare {
			points, err := basisPoints(share)
			if err != nil || points > 5000 {
				return "", fee, fmt.Errorf("%q is not a share from 0%% to 50%% in hundredths of a percent", part)
			}
			fee.BasisPoints = points
			continue
		}
		if fee.Fixed, err = money.Parse(part, currency); err != nil {
			return "", fee, err
		}
	}
	return currency, fee, nil
}

// basisPoints reads a share in percent, with two decimals at most.
func basisPoints(percent string) (int64, error) {
	whole, decimals, _ := strings.Cut(percent, ".")
	if len(decimals) > 2 {
		return 0, errors.New("too many decimals")
	}
	points, err := strconv.ParseUint(whole+(decimals + "00")[:2], 10, 16)
	return int64(points), err
}

// loopback reports whether the address is on this machine.
func loopback(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	if u.Hostname() == "localhost" {
		return true
	}
	ip := net.ParseIP(u.Hostname())
	return ip != nil && ip.IsLoopback()
}

// live reports whether the provider's key moves real money.
func (f stripeFlags) live() bool {
	return strings.HasPrefix(f.StripeKey, "sk_live_") || strings.HasPrefix(f.StripeKey, "rk_live_")
}

// problems of the provider's settings.
func (f stripeFlags) problems() []error {
	var problems []error
	switch {
	case f.StripeKey == "":
		problems = append(problems, errors.New("no Stripe key: set TILL_STRIPE_KEY, or TILL_STRIPE_KEY_FILE (Stripe's dashboard, Developers, API keys)"))
	case strings.HasPrefix(f.StripeKey, "pk_"):
		problems = append(problems, errors.New("TILL_STRIPE_KEY is the publishable key: set the secret one, which starts with sk_ or rk_"))
	case f.live() && f.StripeAPI != "":
		problems = append(problems, errors.New("TILL_STRIPE_KEY is a live key and --stripe-api is not Stripe: use a test key there"))
	case strings.HasPrefix(f.StripeKey, stripesandbox.KeyPrefix) && f.StripeAPI == "":
		problems = append(problems, errors.New("TILL_STRIPE_KEY is a key of till sandbox, which Stripe does not know: set --stripe-api to the sandbox's address, or Stripe's own key"))
	}
	if f.StripeAPI != "" && !loopback(f.StripeAPI) {
		problems = append(problems, fmt.Errorf("--stripe-api %s is not on this machine: leave it empty for Stripe", f.StripeAPI))
	}
	return problems
}

// problems of the tracking service's settings; live says whether the provider's key
// is, since both are real or both are not.
func (f parcelFlags) problems(live bool) []error {
	var problems []error
	switch {
	case f.EasypostKey == "":
		if f.EasypostAPI != "" {
			problems = append(problems, errors.New("--easypost-api is set, and no key: set TILL_EASYPOST_KEY, or leave the address out"))
		}
	case !strings.HasPrefix(f.EasypostKey, "EZAK") && !strings.HasPrefix(f.EasypostKey, "EZTK"):
		problems = append(problems, errors.New("TILL_EASYPOST_KEY is no key of EasyPost's: they start with EZAK, or EZTK for tests (EasyPost's dashboard, API keys)"))
	case strings.HasPrefix(f.EasypostKey, "EZTK") && live:
		problems = append(problems, errors.New("TILL_EASYPOST_KEY is a test key, which knows no real parcels, and Stripe's key is live: set the one that starts with EZAK"))
	case strings.HasPrefix(f.EasypostKey, "EZAK") && f.EasypostAPI != "":
		problems = append(problems, errors.New("TILL_EASYPOST_KEY is a live key and --easypost-api is not EasyPost: use a test key there"))
	}
	if f.EasypostAPI != "" && !loopback(f.EasypostAPI) {
		problems = append(problems, fmt.Errorf("--easypost-api %s is not on this machine: leave it empty for EasyPost", f.EasypostAPI))
	}
	return problems
}

func (f discordFlags) problems() []error {
	var problems []error
	if f.DiscordToken == "" {
		problems = append(problems, errors.New("no Discord token: set TILL_DISCORD_TOKEN, or TILL_DISCORD_TOKEN_FILE (Discord's developer portal, Bot)"))
	}
	if f.DiscordAPI != "" && !loopback(f.DiscordAPI) {
		problems = append(problems, fmt.Errorf("--discord-api %s is not on this machine: leave it empty for Discord", f.DiscordAPI))
	}
	return problems
}

// logFlags say what is logged.
type logFlags struct {
	LogLevel  slog.Level `help:"debug, info, warn or error." default:"info"`
	LogFormat string     `help:"text or json." enum:"text,json" default:"text"`
}

func (f logFlags) logger(p *program) *slog.Logger {
	options := &slog.HandlerOptions{Level: f.LogLevel}
	if f.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(p.stderr, options))
	}
	return slog.New(slog.NewTextHandler(p.stderr, options))
}

// defaultServe is `till serve` without any flag.
func defaultServe() (*serveCommand, error) {
	var cli commandLine
	parser, err := kong.New(&cli, kong.Name("till"))
	if err != nil {
		return nil, err
	}
	_, err = parser.Parse([]string{"serve"})
	return &cli.Serve, err
}
