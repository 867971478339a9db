package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"till/shop"
)

// Where an application can be installed ("Application Integration Types").
const (
	toServer  = "0"
	toAccount = "1"
)

// Application is what Discord says of the application that the token belongs to.
type Application struct {
	ID        string
	Name      string
	PublicKey string // hex: signs interactions that come over HTTP
	Endpoint  string // where interactions are sent; "": over the gateway
	Public    bool   // others than its owner may add the bot

	ServerInstall  Install
	AccountInstall Install
	// Privileged names the privileged intents that are turned on. The bot needs none.
	Privileged []string
}

// Install is one of the ways in which an application can be installed.
type Install struct {
	Needed bool     // some command is for those who installed it so
	Lacks  []string // of the scopes that the install link must ask for; all, if there is no such way
}

// application is Discord's answer, as far as it is read.
type application struct {
	ID       string                   `json:"id"`
	Name     string                   `json:"name"`
	Key      string                   `json:"verify_key"`
	Endpoint *string                  `json:"interactions_endpoint_url"`
	Flags    int64                    `json:"flags"`
	Public   bool                     `json:"bot_public"`
	Types    map[string]*installation `json:"integration_types_config"`
}

type installation struct {
	Params *installParams `json:"oauth2_install_params,omitempty"`
}

type installParams struct {
	Scopes      []string `json:"scopes"`
	Permissions bits     `json:"permissions"`
}

// bits is a set that Discord writes as text and takes as a number.
type bits int64

// UnmarshalJSON implements json.Unmarshaler.
func (b *bits) UnmarshalJSON(data []byte) error {
	var text json.Number
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	n, err := strconv.ParseInt(text.String(), 10, 64)
	*b = bits(n)
	return err
}

// scopes are what an install link must ask for: the bot itself can only be in a server.
func scopes(kind string) []string {
	if kind == toServer {
		return []string{"applications.commands", "bot"}
	}
	return []string{"applications.commands"}
}

// Application asks Discord which application the token is of. The error is *shop.Error: Refused
// when the token is not taken, Unavailable when nobody answers.
func (b *Bot) Application(ctx context.Context) (Application, error) {
	said, err := b.application(ctx)
	if err != nil {
		return Application{}, err
	}
	a := Application{ID: said.ID, Name: said.Name, PublicKey: said.Key, Public: said.Public, Privileged: privileged(said.Flags)}
	if said.Endpoint != nil {
		a.Endpoint = *said.Endpoint
	}
	wanted, err := applicationCommands(b.voice().Definitions())
	if err != nil {
		return Application{}, err
	}
	for kind, install := range map[string]*Install{toServer: &a.ServerInstall, toAccount: &a.AccountInstall} {
		install.Lacks = said.lacks(kind)
		for _, c := range wanted {
			for _, t := range c.IntegrationTypes {
				install.Needed = install.Needed || strconv.Itoa(t) == kind
			}
		}
	}
	return a, nil
}

func (b *Bot) application(ctx context.Context) (said application, err error) {
	err = b.api.call(ctx, http.MethodGet, "/applications/@me", nil, &said)
	return said, shopError("ask Discord for the application", err)
}

// Whoami asks Discord for the name and id of the application that the token is of. The error is as
// with Application.
func (b *Bot) Whoami(ctx context.Context) (name, id string, err error) {
	said, err := b.application(ctx)
	return said.Name, said.ID, err
}

// NameOf asks Discord what a person is called. NotFound: the id is nobody's.
func (b *Bot) NameOf(ctx context.Context, who shop.UserID) (string, error) {
	var said struct {
		Username string `json:"username"`
		Global   string `json:"global_name"`
	}
	err := b.api.call(ctx, http.MethodGet, "/users/"+string(who), nil, &said)
	if codeOf(err) == codeUnknownUser {
		return "", &shop.Error{Code: shop.NotFound, Message: "no such person", Err: err}
	}
	return cmp.Or(said.Global, said.Username), shopError("ask Discord for a person", err)
}

// lacks are the scopes that the way of installing does not ask for.
func (a application) lacks(kind string) (missing []string) {
	var present []string
	if way := a.Types[kind]; way != nil && way.Params != nil {
		present = way.Params.Scopes
	}
	for _, scope := range scopes(kind) {
		if !slices.Contains(present, scope) {
			missing = append(missing, scope)
		}
	}
	return missing
}

// privileged reads the application's flags: each intent has two, one of them for applications in
// fewer than 100 servers ("Application Flags").
func privileged(flags int64) (names []string) {
	for _, intent := range []struct {
		name string
		bits int64
	}{
		{"presence", 1<<12 | 1<<13},
		{"server members", 1<<14 | 1<<15},
		{"message content", 1<<18 | 1<<19},
	} {
		if flags&intent.bits != 0 {
			names = append(names, intent.name)
		}
	}
	return names
}

// AllowInstalls lets the application be installed to servers and to people's accounts, with what
// its commands need, and leaves the rest of those settings as it is.
func (b *Bot) AllowInstalls(ctx context.Context) error {
	said, err := b.application(ctx)
	if err != nil {
		return err
	}
	ways := make(map[string]*installation)
	for _, kind := range []string{toServer, toAccount} {
		params := installParams{}
		if way := said.Types[kind]; way != nil && way.Params != nil {
			params = *way.Params
		}
		params.Scopes = slices.Concat(params.Scopes, said.lacks(kind))
		ways[kind] = &installation{Params: &params}
	}
	err = b.api.call(ctx, http.MethodPatch, "/applications/@me", map[string]any{"integration_types_config": ways}, nil)
	return shopError("change how the application is installed", err)
}

// SetEndpoint has Discord send interactions to the address, or over the gateway if it is "".
// Discord tries the address first and refuses one that does not answer.
func (b *Bot) SetEndpoint(ctx context.Context, address string) error {
	body := map[string]any{"interactions_endpoint_url": nil}
	if address != "" {
		body["interactions_endpoint_url"] = address
	}
	return shopError("change where interactions are sent", b.api.call(ctx, http.MethodPatch, "/applications/@me", body, nil))
}

// InstallLinks are where somebody installs the application to a server, and to their own account.
func InstallLinks(application string) (server, account string) {
	link := func(kind, permissions string) string {
		query := url.Values{"client_id": {application}, "integration_type": {kind}}
		for i, scope := range scopes(kind) {
			if i > 0 {
				scope = query.Get("scope") + " " + scope
			}
			query.Set("scope", scope)
		}
		if permissions != "" {
			query.Set("permissions", permissions)
		}
		return "https://discord.com/oauth2/authorize?" + query.Encode()
	}
	return link(toServer, "0"), link(toAccount, "")
}

// Starts is how often the bot may still connect to the gateway.
type Starts struct {
	Remaining, Total int
	Reset            time.Duration // until all are there again
}

// Starts asks how many times the bot may still connect. At none left, Discord resets the token.
func (b *Bot) Starts(ctx context.Context) (Starts, error) {
	var said struct {
		Limit struct {
			Total     int   `json:"total"`
			Remaining int   `json:"remaining"`
			After     int64 `json:"reset_after"` // milliseconds
		} `json:"session_start_limit"`
	}
	if err := b.api.call(ctx, http.MethodGet, "/gateway/bot", nil, &said); err != nil {
		return Starts{}, shopError("ask Discord for the gateway", err)
	}
	return Starts{said.Limit.Remaining, said.Limit.Total, time.Duration(said.Limit.After) * time.Millisecond}, nil
}

// Drift is how the commands that Discord has differ from those that this program would put there.
type Drift struct {
	Missing, Changed, Foreign []string // names
}

// None reports whether there is no difference.
func (d Drift) None() bool { return len(d.Missing)+len(d.Changed)+len(d.Foreign) == 0 }

// Drift compares the commands with those that Discord has for the application.
func (b *Bot) Drift(ctx context.Context, application string) (Drift, error) {
	wanted, err := applicationCommands(b.voice().Definitions())
	if err != nil {
		return Drift{}, err
	}
	present, err := b.registered(ctx, application)
	if err != nil {
		return Drift{}, shopError("ask Discord for the commands", err)
	}
	d := compare(present, wanted)
	names := func(all []applicationCommand) (names []string) {
		for _, c := range all {
			names = append(names, shown(c))
		}
		return names
	}
	return Drift{Missing: names(d.missing), Changed: names(d.changed), Foreign: names(d.foreign)}, nil
}

// shown is a command's name as people know it.
func shown(c applicationCommand) string {
	if c.Type == 1 {
		return "/" + c.Name
	}
	return strconv.Quote(c.Name)
}

// Register puts the commands in place, if they differ, and reports whether they did. Run does it
// by itself.
func (b *Bot) Register(ctx context.Context, application string) (changed bool, err error) {
	if changed, err = b.register(ctx, application); err != nil {
		return false, shopError("register the commands", fmt.Errorf("%w%s", err, detail(err)))
	}
	return changed, nil
}

// Greet sends a person a message of one line: the way to them is open, or the error says why not.
func (b *Bot) Greet(ctx context.Context, to shop.UserID, text string) error {
	channel, err := b.dm(ctx, to)
	if err == nil {
		err = b.api.call(ctx, http.MethodPost, "/channels/"+channel+"/messages", map[string]any{"content": text}, nil)
	}
	return shopError("send a message", err)
}
