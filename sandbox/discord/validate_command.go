package discord

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Discord's limits for application commands.
const (
	maxCommandName        = 32
	maxCommandDescription = 100
	maxCommandOptions     = 25
	maxCommandSize        = 8000 // of names, descriptions and values, each in its longest language
	maxCommands           = 100  // of slash commands; 15 for each kind of context-menu command
	maxMenuCommands       = 15
)

// Where a command works, and through which installation.
const (
	contextGuild   = 0
	contextBotDM   = 1
	contextPrivate = 2

	installedToGuild = 0
	installedToUser  = 1
)

// commandName is Discord's own pattern for names of slash commands and options.
var commandName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

// locales are those that Discord's clients have.
func locales() []string {
	return strings.Fields(`id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi
		sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko ar he`)
}

// readCommand checks a command.
func readCommand(f form) Command {
	kind := SlashCommand
	if f.has("type") {
		kind = f.oneOf("type", SlashCommand, UserCommand, MessageCommand)
	}
	f.require("name")
	if kind == SlashCommand {
		readName(f, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
		f.require("description")
		f.text("description", 1, maxCommandDescription)
	} else {
		f.text("name", 1, maxCommandName)
		if s, _ := f.values["description"].(string); s != "" {
			f.add("description", "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_NOT_ALLOWED", "Context menu commands cannot have description")
		}
		if len(f.list("options", 0, maxCommandOptions)) > 0 {
			f.add("options", "APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS_NOT_ALLOWED", "Context menu commands cannot have options")
		}
	}
	size := readLocalized(f, "name_localizations", maxCommandName, kind == SlashCommand) +
		readLocalized(f, "description_localizations", maxCommandDescription, false)
	f.truth("nsfw")
	f.truth("dm_permission")
	f.text("default_member_permissions", 0, 32)
	for key, most := range map[string]int{"contexts": contextPrivate, "integration_types": installedToUser} {
		for i, v := range f.list(key, 1, most+1) {
			if n, err := strconv.Atoi(fmt.Sprint(v)); err != nil || n < 0 || n > most {
				f.add(key+"."+numbers([]int{i}), "BASE_TYPE_CHOICES", "Value is not one of the choices.")
			}
		}
	}
	readOptions(f, 0, &size)
	if size > maxCommandSize {
		f.add("", "APPLICATION_COMMAND_TOO_LARGE", fmt.Sprintf("Command exceeds maximum size (%d)", maxCommandSize))
	}
	data, _ := json.Marshal(f.values)
	var c Command
	if err := json.Unmarshal(data, &c); err != nil && len(f.problems.list) == 0 {
		f.add("", "MODEL_TYPE_CONVERT", "Could not interpret the command.")
	}
	c.Type = kind
	return c
}

// readName checks the name of a slash command or option: it has no capitals.
func readName(f form, code, message string) {
	if !f.has("name") {
		return
	}
	name := f.text("name", 1, maxCommandName)
	if n := utf8.RuneCountInString(name); n >= 1 && n <= maxCommandName && (!commandName.MatchString(name) || name != strings.ToLower(name)) {
		f.add("name", code, message)
	}
}

// readLocalized checks the translations of a name or a description, and returns how long the
// longest of them or the text itself is: that one counts for the size of the command.
func readLocalized(f form, key string, most int, name bool) (longest int) {
	text, _ := f.values[strings.TrimSuffix(key, "_localizations")].(string)
	longest = utf8.RuneCountInString(text)
	list, ok := f.object(key)
	if !ok {
		return longest
	}
	for locale := range list.values {
		if !slices.Contains(locales(), locale) {
			list.add(locale, "ENUM_TYPE_COERCE", fmt.Sprintf("Value %q is not a valid enum value.", locale))
			continue
		}
		s := list.text(locale, 1, most)
		longest = max(longest, utf8.RuneCountInString(s))
		if name && s != "" && (!commandName.MatchString(s) || s != strings.ToLower(s)) {
			list.add(locale, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
		}
	}
	return longest
}

// readOptions checks the options of a command (depth 0), group (1) or subcommand.
func readOptions(f form, depth int, size *int) {
	names := map[string]bool{}
	optional, nested, plain := false, false, false
	for _, o := range f.forms("options", 0, maxCommandOptions) {
		o.require("type")
		o.require("name")
		o.require("description")
		kind := o.oneOf("type", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
		readName(o, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
		o.text("description", 1, maxCommandDescription)
		*size += readLocalized(o, "name_localizations", maxCommandName, true) +
			readLocalized(o, "description_localizations", maxCommandDescription, false)
		name, _ := o.values["name"].(string)
		if names[name] {
			o.add("name", "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option name already exists")
		}
		names[name] = true
		if kind == OptionSubcommand || kind == OptionGroup {
			nested = true
			if depth > 0 && kind == OptionGroup || depth > 1 {
				o.add("type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command and sub-command group option types cannot be nested here")
			}
			readOptions(o, depth+3-kind, size)
			continue
		}
		plain = true
		if o.truth("required") && optional {
			o.add("", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options")
		}
		optional = optional || !o.truth("required")
		readOptionRules(o, kind, size)
	}
	if nested && plain {
		f.add("options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command and sub-command group option types are mutually exclusive to all other types")
	}
}

// readOptionRules checks choices, bounds and autocomplete of a plain option.
func readOptionRules(o form, kind int, size *int) {
	suggests := kind == OptionString || kind == OptionInteger || kind == OptionNumber
	choices := o.forms("choices", 0, maxSelectOptions)
	if len(choices) > 0 && !suggests {
		o.add("choices", "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID", "Choices are not allowed for this option type")
	}
	if o.truth("autocomplete") && (!suggests || len(choices) > 0) {
		o.add("autocomplete", "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID", "Autocomplete cannot be used with choices or this option type")
	}
	for _, c := range choices {
		c.require("name")
		c.require("value")
		c.text("name", 1, maxOptionText)
		*size += readLocalized(c, "name_localizations", maxOptionText, false)
		switch _, isText := c.values["value"].(string); {
		case kind == OptionString && !isText:
			c.add("value", "STRING_TYPE_CONVERT", "Could not interpret as string.")
		case kind == OptionString:
			c.text("value", 0, maxOptionText)
		case kind == OptionInteger:
			c.integer("value", -1<<53, 1<<53)
		}
	}
	o.integer("min_length", 0, 6000)
	o.integer("max_length", 1, 6000)
	if (o.has("min_length") || o.has("max_length")) && kind != OptionString {
		o.add("max_length", "APPLICATION_COMMAND_OPTIONS_LENGTH_INVALID", "Lengths are allowed for string options only")
	}
	if (o.has("min_value") || o.has("max_value")) && kind != OptionInteger && kind != OptionNumber {
		o.add("max_value", "APPLICATION_COMMAND_OPTIONS_VALUE_INVALID", "Bounds are allowed for number options only")
	}
}
