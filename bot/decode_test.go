package bot

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"till/commands"
	"till/shop"
)

// Parts that interactions have in common. The shapes are those of Discord's reference.
const (
	inServer = `"id":"10","application_id":"20","token":"tok","version":1,"guild_id":"30","channel_id":"40",
		"channel":{"id":"40","type":0},"context":0,"locale":"de","guild_locale":"en-US","user":null,
		"member":{"nick":"The seller","user":{"id":"50","username":"seller","global_name":"Seller"},"roles":[],"permissions":"0"},
		"entitlements":[],"authorizing_integration_owners":{"0":"30"},"app_permissions":"0"`
	inDM = `"id":"10","application_id":"20","token":"tok","channel_id":"40","channel":{"id":"40","type":1},"context":1,
		"locale":"en-US","member":null,"user":{"id":"60","username":"buyer","global_name":null}`
	holding = `"message":{"id":"70","content":"","components":[{"type":99,"new":{"thing":[1]}}]}`
)

var (
	seller = commands.Person{ID: "50", Name: "The seller", Locale: "de"}
	buyer  = commands.Person{ID: "60", Name: "buyer", Locale: "en-US"}
)

func TestDecode(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		raw  string
		want commands.Request
		in   interaction
	}{
		"ping": {`{"type":1,"id":"10","application_id":"20","token":"tok"}`, commands.Request{}, interaction{kind: ofPing}},
		"command": {
			`{"type":2,` + inServer + `,"data":{"id":"1","name":"request","type":1,
				"options":[{"name":"buyer","type":6,"value":"60"},{"name":"item","type":3,"value":"Mug, \"blue\""},
					{"name":"quantity","type":4,"value":12},{"name":"gift","type":5,"value":true},{"name":"photo","type":11,"value":"80"}],
				"resolved":{"users":{"60":{"id":"60","username":"buyer","global_name":"Buyer"}},"members":{"60":{"nick":null}},
					"attachments":{"80":{"id":"80","filename":"mug.png","url":"https://cdn.discordapp.com/a","size":9,"ephemeral":true}}}}}`,
			commands.Request{
				Kind: commands.Command, Cause: "10", Actor: seller, Place: commands.InServer, Name: "request",
				Options: map[string]string{"buyer": "60", "item": `Mug, "blue"`, "quantity": "12", "gift": "true", "photo": "80"},
				People:  map[shop.UserID]commands.Person{"60": {ID: "60", Name: "Buyer"}},
				Files:   []shop.Attachment{{Name: "mug.png", URL: "https://cdn.discordapp.com/a", Size: 9}},
			},
			interaction{kind: ofCommand, user: "50"},
		},
		"subcommand in a DM": {
			`{"type":2,` + inDM + `,"data":{"name":"product","type":1,"options":[{"name":"add","type":1,"options":[{"name":"name","type":3,"value":"Mug"}]}]}}`,
			commands.Request{Kind: commands.Command, Cause: "10", Actor: buyer, Place: commands.InDM, Name: "product", Sub: "add", Options: map[string]string{"name": "Mug"}},
			interaction{kind: ofCommand, user: "60"},
		},
		"subcommand in a group": {
			`{"type":2,` + inDM + `,"data":{"name":"admin","type":1,"options":[{"name":"case","type":2,"options":[{"name":"close","type":1}]}]}}`,
			commands.Request{Kind: commands.Command, Cause: "10", Actor: buyer, Place: commands.InDM, Name: "admin", Sub: "case close"},
			interaction{kind: ofCommand, user: "60"},
		},
		"user menu": {
			`{"type":2,` + inServer + `,"data":{"name":"Request payment","type":2,"target_id":"60",
				"resolved":{"users":{"60":{"id":"60","username":"buyer","bot":true}},"members":{"60":{"nick":"B."}}}}}`,
			commands.Request{
				Kind: commands.UserMenu, Cause: "10", Actor: seller, Place: commands.InServer, Name: "Request payment", Target: "60",
				People: map[shop.UserID]commands.Person{"60": {ID: "60", Name: "B.", Bot: true}},
			},
			interaction{kind: ofCommand, user: "50"},
		},
		"message menu": {
			`{"type":2,` + inServer + `,"data":{"name":"Turn into a request","type":3,"target_id":"70","resolved":{"messages":{"70":
				{"id":"70","content":"a blue mug","author":{"id":"60","username":"buyer","global_name":"Buyer"},
				"components":[{"type":18}],"attachments":[{"id":"80","filename":"mug.png","url":"https://x/y","size":3}]}}}}}`,
			commands.Request{
				Kind: commands.MessageMenu, Cause: "10", Actor: seller, Place: commands.InServer, Name: "Turn into a request", Target: "70",
				Author: "60", Text: "a blue mug", People: map[shop.UserID]commands.Person{"60": {ID: "60", Name: "Buyer"}},
				Files: []shop.Attachment{{Name: "mug.png", URL: "https://x/y", Size: 3}},
			},
			interaction{kind: ofCommand, user: "50"},
		},
		"autocomplete": {
			`{"type":4,` + inDM + `,"data":{"name":"ship","type":1,"options":[{"name":"order","type":3,"value":"7K3","focused":true},{"name":"carrier","type":3,"value":"UPS"}]}}`,
			commands.Request{
				Kind: commands.Autocomplete, Cause: "10", Actor: buyer, Place: commands.InDM, Name: "ship", Focused: "order",
				Options: map[string]string{"order": "7K3", "carrier": "UPS"},
			},
			interaction{kind: ofAutocomplete, user: "60"},
		},
		"button, with a component that nobody knows beside it": {
			`{"type":3,` + inDM + `,` + holding + `,"data":{"custom_id":"pay:7K3M9QXD","component_type":2,"id":4}}`,
			commands.Request{Kind: commands.Tap, Cause: "10", Actor: buyer, Place: commands.InDM, Route: "pay:7K3M9QXD"},
			interaction{kind: ofComponent, user: "60", attached: true},
		},
		"select": {
			`{"type":3,` + inDM + `,` + holding + `,"data":{"custom_id":"pick","component_type":3,"values":["a","b"]}}`,
			commands.Request{Kind: commands.Tap, Cause: "10", Actor: buyer, Place: commands.InDM, Route: "pick", Values: []string{"a", "b"}},
			interaction{kind: ofComponent, user: "60", attached: true},
		},
		"modal, with rows, labels and more": {
			`{"type":5,` + inDM + `,"data":{"custom_id":"ship:7K3M9QXD","components":[
				{"type":1,"components":[{"type":4,"custom_id":"carrier","value":"UPS"}]},
				{"type":18,"id":2,"component":{"type":4,"id":3,"custom_id":"number","value":"1Z \"x\""}},
				{"type":18,"component":{"type":3,"custom_id":"days","values":["3"]}},
				{"type":18,"component":{"type":777,"custom_id":"new","value":{"shape":[]}}},
				{"type":10,"content":"text"},{"type":999,"deep":{"component":{"custom_id":"x"}}},null,7]}}`,
			commands.Request{
				Kind: commands.Submit, Cause: "10", Actor: buyer, Place: commands.InDM, Route: "ship:7K3M9QXD",
				Fields: map[string]string{"carrier": "UPS", "number": `1Z "x"`, "days": "3"},
			},
			interaction{kind: ofModal, user: "60"},
		},
		"two people's own DM": {
			`{"type":2,"id":"10","application_id":"20","token":"tok","channel_id":"40","context":2,"channel":{"id":"40","type":1},"user":{"id":"60","username":"buyer"},"locale":"en-US","data":{"name":"request","type":1}}`,
			commands.Request{Kind: commands.Command, Cause: "10", Actor: buyer, Place: commands.InPrivate, Chat: "40", Name: "request"},
			interaction{kind: ofCommand, user: "60"},
		},
		"a card there": {
			`{"type":3,"id":"10","application_id":"20","token":"tok","channel_id":"40","context":2,"channel":{"id":"40","type":1},"message":{"id":"1","flags":0},"user":{"id":"60","username":"buyer"},"locale":"en-US","data":{"custom_id":"pay:7K3M9QXD","component_type":2}}`,
			commands.Request{Kind: commands.Tap, Cause: "10", Actor: buyer, Place: commands.InPrivate, Chat: "40", Shared: true, Route: "pay:7K3M9QXD"},
			interaction{kind: ofComponent, user: "60", attached: true},
		},
		"what one of them sees there": {
			`{"type":3,"id":"10","application_id":"20","token":"tok","channel_id":"40","context":2,"channel":{"id":"40","type":1},"message":{"id":"1","flags":64},"user":{"id":"60","username":"buyer"},"locale":"en-US","data":{"custom_id":"pay:7K3M9QXD","component_type":2}}`,
			commands.Request{Kind: commands.Tap, Cause: "10", Actor: buyer, Place: commands.InPrivate, Chat: "40", Route: "pay:7K3M9QXD"},
			interaction{kind: ofComponent, user: "60", attached: true},
		},
		"a group": {
			`{"type":2,"id":"10","application_id":"20","token":"tok","channel_id":"40","context":2,"channel":{"id":"40","type":3},"user":{"id":"60","username":"buyer"},"locale":"en-US","data":{"name":"help","type":1}}`,
			commands.Request{Kind: commands.Command, Cause: "10", Actor: buyer, Place: commands.InGroup, Name: "help"},
			interaction{kind: ofCommand, user: "60"},
		},
		"no context, no channel": {
			`{"type":2,"id":"10","application_id":"20","token":"tok","channel_id":"40","user":{"id":"60","username":"buyer"},"locale":"en-US","data":{"name":"help","type":1}}`,
			commands.Request{Kind: commands.Command, Cause: "10", Actor: buyer, Place: commands.InDM, Name: "help"},
			interaction{kind: ofCommand, user: "60"},
		},
		"no context, a group": {
			`{"type":2,"id":"10","application_id":"20","token":"tok","channel_id":"40","channel":{"type":3},"user":{"id":"60","username":"buyer"},"locale":"en-US","data":{"name":"help","type":1}}`,
			commands.Request{Kind: commands.Command, Cause: "10", Actor: buyer, Place: commands.InGroup, Name: "help"},
			interaction{kind: ofCommand, user: "60"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, in, err := decode([]byte(tt.raw))
			if err != nil {
				t.Fatal(err)
			}
			if tt.in.kind != ofPing {
				_, tt.want.Install = InstallLinks("20")
			}
			if diff := cmp.Diff(tt.want, r, cmpopts.EquateEmpty(), cmpopts.IgnoreUnexported(r)); diff != "" {
				t.Error(diff)
			}
			tt.in.id, tt.in.application, tt.in.token = "10", "20", "tok"
			if tt.in.kind != ofPing {
				tt.in.channel = "40"
			}
			if in != tt.in {
				t.Errorf("got %+v, want %+v", in, tt.in)
			}
		})
	}
}

// TestDecodeWrong: what cannot be read is an error, not a panic.
func TestDecodeWrong(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{
		``, `null`, `[]`, `{`, `{"type":2}`, `{"type":2,"id":"1","token":"t"}`, `{"type":2,"id":"1","token":"t","member":{}}`,
		`{"type":6,` + inDM + `}`, `{"type":2,` + inDM + `}`, `{"type":3,` + inDM + `,"data":7}`,
		`{"type":2,` + inDM + `,"data":{"options":[{"name":"x","type":3,"value":{}}]}}`,
	} {
		if r, _, err := decode([]byte(raw)); err == nil {
			t.Errorf("%s: got %+v", raw, r)
		}
	}
}

func TestDecodeTyped(t *testing.T) {
	t.Parallel()
	const author = `"author":{"id":"60","username":"buyer","global_name":"Buyer"}`
	for name, tt := range map[string]struct {
		raw  string
		want bool
	}{
		"plain":         {`{"id":"1","channel_id":"40","type":0,"content":"hello",` + author + `}`, true},
		"reply":         {`{"id":"1","channel_id":"40","type":19,"content":"hello","message_reference":{"message_id":"9"},` + author + `}`, true},
		"unknown parts": {`{"id":"1","channel_id":"40","type":0,"components":[{"type":98}],"poll":{"x":1},` + author + `}`, true},
		"in a server":   {`{"id":"1","channel_id":"40","guild_id":"30","type":0,"content":"hello",` + author + `}`, false},
		"by a bot":      {`{"id":"1","channel_id":"40","type":0,"author":{"id":"20","bot":true}}`, false},
		"by a webhook":  {`{"id":"1","channel_id":"40","type":0,"webhook_id":"5",` + author + `}`, false},
		"pinned":        {`{"id":"1","channel_id":"40","type":6,` + author + `}`, false},
		"by nobody":     {`{"id":"1","channel_id":"40","type":0}`, false},
	} {
		r, channel, ok, err := decodeTyped([]byte(tt.raw))
		if err != nil || ok != tt.want {
			t.Errorf("%s: %t, %v", name, ok, err)
		}
		if ok && (channel != "40" || r.Kind != commands.Typed || r.Actor.Name != "Buyer" || (r.ReplyTo == "9") != (name == "reply")) {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// FuzzDecode: nothing that may come makes the decoder panic, and an error gives nothing to act on.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"type":2,` + inServer + `,"data":{"name":"x","type":1,"options":[{"type":1,"name":"y","options":[{"name":"z","type":11,"value":"1"}]}]}}`))
	f.Add([]byte(`{"type":5,` + inDM + `,"data":{"custom_id":"ship","components":[{"type":18,"component":{"custom_id":"x","value":"y"}}]}}`))
	f.Add([]byte(`{"type":2,` + inDM + `,"data":{"type":3,"target_id":"1","resolved":{"messages":{"1":null},"users":{"2":null},"members":{"2":null},"attachments":{"3":null}}}}`))
	f.Add([]byte(`{"id":"1","type":0,"author":{"id":"1"},"attachments":[null]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, in, err := decode(raw)
		if err != nil && r.Kind != "" {
			t.Errorf("an error with a request: %+v", r)
		}
		if err == nil && in.kind != ofPing && (r.Kind == "" || r.Actor.ID == "" || in.token == "") {
			t.Errorf("no error, but no request: %+v", r)
		}
		_, _, _, _ = decodeTyped(raw)
	})
}

// golden compares with testdata/NAME.json, and writes it with -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", strings.ReplaceAll(name, " ", "_")+".json")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}
