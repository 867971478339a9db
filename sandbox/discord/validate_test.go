package discord

import (
	"fmt"
	"maps"
	"strings"
	"testing"
)

// refusal finds the codes of a refusal by their paths, such as "embeds.0.title: BASE_TYPE_MAX_LENGTH".
func refusal(out any) string {
	o, _ := out.(map[string]any)
	if o["errors"] == nil {
		return fmt.Sprint(o["code"])
	}
	var found []string
	var walk func(path string, node map[string]any)
	walk = func(path string, node map[string]any) {
		for key, inner := range node {
			if key == "_errors" {
				for _, e := range inner.([]any) {
					found = append(found, strings.TrimPrefix(path, ".")+": "+e.(map[string]any)["code"].(string))
				}
				continue
			}
			walk(path+"."+key, inner.(map[string]any))
		}
	}
	walk("", o["errors"].(map[string]any))
	return strings.Join(found, "; ")
}

type m = map[string]any

func x(n int) string { return strings.Repeat("x", n) }

func many(n int, one func(i int) any) []any {
	list := []any{}
	for i := range n {
		list = append(list, one(i))
	}
	return list
}

func linkButton(url any) m { return m{"type": Button, "style": LinkButton, "label": "L", "url": url} }

func menu(more m, options ...any) m {
	o := m{"type": StringSelect, "custom_id": "s", "options": options}
	maps.Copy(o, more)
	return o
}

func choice(label, value string) any { return m{"label": label, "value": value} }

func TestMessageValidation(t *testing.T) {
	d := newTestDiscord(t)
	bot := newBot(t, d)
	field := m{"name": "n", "value": "v"}
	tests := []struct {
		name string
		body m
		want string // empty: accepted
	}{
		{"plain", m{"content": x(2000)}, ""},
		{"content too long", m{"content": x(2001)}, "content: BASE_TYPE_MAX_LENGTH"},
		{"runes count, not bytes", m{"content": strings.Repeat("é", 2000)}, ""},
		{"nothing", m{}, "50006"},
		{"spaces only", m{"content": " \n "}, "50006"},
		{"nonce", m{"content": "x", "nonce": x(26)}, "nonce: NONCE_TYPE_TOO_LONG"},
		{"unknown reference", m{"content": "x", "message_reference": m{"message_id": "123"}}, "message_reference: REPLIES_UNKNOWN_MESSAGE"},
		{"lenient reference", m{"content": "x", "message_reference": m{"message_id": "123", "fail_if_not_exists": false}}, ""},
		{"mentions twice", m{"content": "x", "allowed_mentions": m{"parse": []string{"users"}, "users": []string{"1"}}}, "allowed_mentions: MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"},
		{"mentions of what", m{"content": "x", "allowed_mentions": m{"parse": []string{"dogs"}}}, "allowed_mentions.parse.0: BASE_TYPE_CHOICES"},

		{"embed", m{"embeds": []any{m{"title": x(256), "description": x(4096), "footer": m{"text": "f"}}}}, ""},
		{"eleven embeds", m{"embeds": many(11, func(int) any { return m{"title": "t"} })}, "embeds: BASE_TYPE_MAX_LENGTH"},
		{"title", m{"embeds": []any{m{"title": x(257)}}}, "embeds.0.title: BASE_TYPE_MAX_LENGTH"},
		{"description", m{"embeds": []any{m{"description": x(4097)}}}, "embeds.0.description: BASE_TYPE_MAX_LENGTH"},
		{"fields", m{"embeds": []any{m{"fields": many(26, func(int) any { return field })}}}, "embeds.0.fields: BASE_TYPE_MAX_LENGTH"},
		{"field name", m{"embeds": []any{m{"fields": []any{m{"name": x(257), "value": "v"}}}}}, "embeds.0.fields.0.name: BASE_TYPE_MAX_LENGTH"},
		{"field value", m{"embeds": []any{m{"fields": []any{m{"name": "n", "value": x(1025)}}}}}, "embeds.0.fields.0.value: BASE_TYPE_MAX_LENGTH"},
		{"field without value", m{"embeds": []any{m{"fields": []any{m{"name": "n"}}}}}, "embeds.0.fields.0.value: BASE_TYPE_REQUIRED"},
		{"footer", m{"embeds": []any{m{"footer": m{"text": x(2049)}}}}, "embeds.0.footer.text: BASE_TYPE_MAX_LENGTH"},
		{"6001 in all", m{"embeds": []any{m{"description": x(4096)}, m{"description": x(1905)}}}, "embeds: MAX_EMBED_SIZE_EXCEEDED"},
		{"image", m{"embeds": []any{m{"title": "t", "image": m{"url": "ftp://x/y"}}}}, "embeds.0.image.url: URL_TYPE_INVALID_SCHEME"},
		{"not an embed", m{"embeds": []any{"x"}}, "embeds.0: MODEL_TYPE_CONVERT"},

		{"buttons", m{"content": "x", "components": []any{row(button("a", "1"), button("b", "2"), linkButton("https://example.com"))}}, ""},
		{"six rows", m{"content": "x", "components": many(6, func(i int) any { return row(button("a", fmt.Sprint(i))) })}, "components: BASE_TYPE_MAX_LENGTH"},
		{"six buttons", m{"content": "x", "components": []any{row(button("a", "1"), button("a", "2"), button("a", "3"), button("a", "4"), button("a", "5"), button("a", "6"))}}, "components.0.components: BASE_TYPE_BAD_LENGTH; components.0.components: COMPONENT_LAYOUT_WIDTH_EXCEEDED"},
		{"empty row", m{"content": "x", "components": []any{row()}}, "components.0.components: BASE_TYPE_REQUIRED"},
		{"label", m{"content": "x", "components": []any{row(button(x(81), "1"))}}, "components.0.components.0.label: BASE_TYPE_MAX_LENGTH"},
		{"neither label nor emoji", m{"content": "x", "components": []any{row(button("", "1"))}}, "components.0.components.0: BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED"},
		{"custom id", m{"content": "x", "components": []any{row(button("a", x(101)))}}, "components.0.components.0.custom_id: BASE_TYPE_BAD_LENGTH"},
		{"same custom id", m{"content": "x", "components": []any{row(button("a", "1")), row(button("b", "1"))}}, "components.1.components.0.custom_id: COMPONENT_CUSTOM_ID_DUPLICATED"},
		{"link of 512", m{"content": "x", "components": []any{row(linkButton("https://example.com/" + x(492)))}}, ""},
		{"link of 513", m{"content": "x", "components": []any{row(linkButton("https://example.com/" + x(493)))}}, "components.0.components.0.url: BASE_TYPE_MAX_LENGTH"},
		{"link without address", m{"content": "x", "components": []any{row(linkButton(nil))}}, "components.0.components.0.url: BUTTON_COMPONENT_URL_REQUIRED"},
		{"link with custom id", m{"content": "x", "components": []any{row(m{"type": Button, "style": 5, "label": "x", "url": "https://example.com", "custom_id": "1"})}}, "components.0.components.0.custom_id: BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE"},
		{"style", m{"content": "x", "components": []any{row(m{"type": Button, "style": 9, "label": "x", "custom_id": "1"})}}, "components.0.components.0.style: BASE_TYPE_CHOICES"},
		{"button outside a row", m{"content": "x", "components": []any{button("a", "1")}}, "components.0.type: UNION_TYPE_CHOICES"},
		{"text display without the flag", m{"components": []any{m{"type": TextDisplay, "content": "x"}}}, "components.0.type: UNION_TYPE_CHOICES"},

		{"menu", m{"content": "x", "components": []any{row(menu(nil, choice("a", "1"), choice("b", "2")))}}, ""},
		{"menu of 26", m{"content": "x", "components": []any{row(menu(nil, many(26, func(i int) any { return choice("a", fmt.Sprint(i)) })...))}}, "components.0.components.0.options: BASE_TYPE_BAD_LENGTH"},
		{"menu label", m{"content": "x", "components": []any{row(menu(nil, choice(x(101), "1")))}}, "components.0.components.0.options.0.label: BASE_TYPE_BAD_LENGTH"},
		{"menu values", m{"content": "x", "components": []any{row(menu(nil, choice("a", "1"), choice("b", "1")))}}, "components.0.components.0.options.1.value: SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"},
		{"menu beside button", m{"content": "x", "components": []any{row(menu(nil, choice("a", "1")), button("b", "2"))}}, "components.0.components: COMPONENT_LAYOUT_WIDTH_EXCEEDED"},
		{"menu placeholder", m{"content": "x", "components": []any{row(menu(m{"placeholder": x(151)}, choice("a", "1")))}}, "components.0.components.0.placeholder: BASE_TYPE_MAX_LENGTH"},

		{"version 2", m{"flags": FlagComponentsV2, "components": []any{m{"type": TextDisplay, "content": "x"}}}, ""},
		{"version 2 with content", m{"flags": FlagComponentsV2, "content": "x", "components": []any{m{"type": TextDisplay, "content": "x"}}}, "content: MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"},
		{"version 2 with 4001", m{"flags": FlagComponentsV2, "components": []any{m{"type": TextDisplay, "content": x(2001)}, m{"type": TextDisplay, "content": x(2000)}}}, "components: COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"},
		{"version 2 with 41", m{"flags": FlagComponentsV2, "components": many(41, func(int) any { return m{"type": Separator} })}, "components: BASE_TYPE_MAX_LENGTH; components: BASE_TYPE_BAD_LENGTH"},
		{"section without accessory", m{"flags": FlagComponentsV2, "components": []any{m{"type": Section, "components": []any{m{"type": TextDisplay, "content": "x"}}}}}, "components.0.accessory: BASE_TYPE_REQUIRED"},
	}
	for i, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			// Each message goes to another person, since a channel takes five in five seconds.
			u := d.Person(fmt.Sprint("p", i/5))
			d.mu.Lock()
			ch := d.world.dm(u, d.world.bot)
			d.mu.Unlock()
			d.limits.mu.Lock()
			d.limits.global = bucket{}
			d.limits.mu.Unlock()
			status, _, out := bot.call("POST", "/channels/"+ch.id+"/messages", test.body)
			got := ""
			if status != 200 {
				got = refusal(out)
			}
			if got != test.want {
				t.Errorf("%d: got %q, want %q", status, got, test.want)
			}
		})
	}
}

func TestCommandValidation(t *testing.T) {
	text := func(name string, more m) m { return option(OptionString, name, more) }
	sub := func(name string, options ...any) m {
		return m{"type": OptionSubcommand, "name": name, "description": "d", "options": options}
	}
	tests := []struct {
		name string
		body m
		want string
	}{
		{"plain", slash("pay"), ""},
		{"capitals", slash("Pay"), "name: APPLICATION_COMMAND_INVALID_NAME"},
		{"space", slash("pay me"), "name: APPLICATION_COMMAND_INVALID_NAME"},
		{"too long", slash(x(33)), "name: BASE_TYPE_BAD_LENGTH"},
		{"no description", m{"name": "pay"}, "description: BASE_TYPE_REQUIRED"},
		{"description", m{"name": "pay", "description": x(101)}, "description: BASE_TYPE_BAD_LENGTH"},
		{"menu", m{"name": "Turn into a request", "type": MessageCommand}, ""},
		{"menu with description", m{"name": "Turn", "type": MessageCommand, "description": "d"}, "description: APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_NOT_ALLOWED"},
		{"required last", slash("pay", text("a", nil), text("b", m{"required": true})), "options.1: APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"},
		{"same option", slash("pay", text("a", nil), text("a", nil)), "options.1.name: APPLICATION_COMMAND_OPTIONS_NAME_INVALID"},
		{"option name", slash("pay", text("A", nil)), "options.0.name: APPLICATION_COMMAND_INVALID_NAME"},
		{"26 choices", slash("pay", text("a", m{"choices": many(26, func(i int) any { return m{"name": "n", "value": fmt.Sprint(i)} })})), "options.0.choices: BASE_TYPE_MAX_LENGTH"},
		{"choices and autocomplete", slash("pay", text("a", m{"autocomplete": true, "choices": []any{m{"name": "n", "value": "v"}}})), "options.0.autocomplete: APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID"},
		{"option type", slash("pay", option(12, "a", nil)), "options.0.type: BASE_TYPE_CHOICES"},
		{"subcommand beside option", slash("pay", sub("a"), text("b", nil)), "options: APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"},
		{"subcommand in subcommand", slash("pay", sub("a", sub("b"))), "options.0.options.0.type: APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"},
		{"locale", m{"name": "pay", "description": "d", "name_localizations": m{"xx": "pay"}}, "name_localizations.xx: ENUM_TYPE_COERCE"},
		{"localized capitals", m{"name": "pay", "description": "d", "name_localizations": m{"de": "Zahlen"}}, "name_localizations.de: APPLICATION_COMMAND_INVALID_NAME"},
		{"context", m{"name": "pay", "description": "d", "contexts": []int{3}}, "contexts.0: BASE_TYPE_CHOICES"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := newTestDiscord(t)
			status, _, out := newBot(t, d).call("POST", "/applications/"+applicationID+"/commands", test.body)
			got := ""
			if status != 201 {
				got = refusal(out)
			}
			if got != test.want {
				t.Errorf("%d: got %q, want %q", status, got, test.want)
			}
		})
	}
}

func TestUnchangedCommandKeepsItsVersion(t *testing.T) {
	d := newTestDiscord(t)
	bot := newBot(t, d)
	bot.register(slash("same"), slash("other"))
	before := d.Commands()
	bot.register(slash("same"), slash("other", option(OptionString, "new", nil)))
	after := d.Commands()
	if before[0].Version != after[0].Version || before[0].ID != after[0].ID {
		t.Errorf("the unchanged command is %s %s, was %s %s", after[0].ID, after[0].Version, before[0].ID, before[0].Version)
	}
	if before[1].Version == after[1].Version || before[1].ID != after[1].ID {
		t.Errorf("the changed command is %s %s, was %s %s", after[1].ID, after[1].Version, before[1].ID, before[1].Version)
	}
}

func TestEditCommand(t *testing.T) {
	d := newTestDiscord(t)
	bot := newBot(t, d)
	number := option(OptionInteger, "n", m{"choices": []any{m{"name": "many", "value": 5000000}}})
	bot.register(m{"name": "a", "description": "d", "contexts": []int{0, 1}, "name_localizations": m{"de": "b"}, "options": []any{number}})
	before := d.Commands()[0]
	path := "/applications/" + applicationID + "/commands/" + before.ID
	bot.must("PATCH", path, m{"description": "new", "contexts": []int{2}, "name_localizations": m{"fr": "c"}})
	after := d.Commands()[0]
	if before.Contexts[0] != 0 || len(before.NameLocalizations) != 1 {
		t.Error("the edit reached what was handed out:", before)
	}
	if after.Description != "new" || len(after.Contexts) != 1 || len(after.NameLocalizations) != 1 || len(after.Options) != 1 || after.ID != before.ID {
		t.Errorf("after the edit: %+v", after)
	}
	bot.refused("PATCH", path, m{"name": "A"}, 400, "name: APPLICATION_COMMAND_INVALID_NAME")
	bot.must("PATCH", path, m{"name": "z", "options": []any{}})
	bot.must("DELETE", path, nil)
	bot.refused("GET", path, nil, 404, "10063")
}
