package discord

func (c *componentCheck) button(f form) {
	f.text("label", 0, maxButtonLabel)
	f.truth("disabled")
	emoji(f)
	if !f.require("style") {
		return
	}
	switch style := f.oneOf("style", 1, 2, 3, 4, LinkButton, 6); style {
	case LinkButton:
		if f.has("custom_id") {
			f.add("custom_id", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified")
		}
		if f.address("url", maxLinkURL, "http", "https", "discord") == "" {
			f.add("url", "BUTTON_COMPONENT_URL_REQUIRED", "A url is required")
		}
	case 6:
		f.require("sku_id")
		f.snowflake("sku_id")
		return
	default:
		if f.has("url") {
			f.add("url", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified")
		}
		if !f.has("custom_id") {
			f.add("custom_id", "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", "A custom id is required")
		}
		c.customID(f)
	}
	if label, _ := f.values["label"].(string); label == "" && !f.has("emoji") {
		f.add("", "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A label or emoji is required")
	}
}

// emoji checks an emoji: a Unicode one by name, or a server's own by id.
func emoji(f form) {
	e, ok := f.object("emoji")
	if !ok {
		return
	}
	e.snowflake("id")
	name := e.text("name", 0, 32)
	if !e.has("id") && (name == "" || name[0] < 0x80 && name[0] != '#' && name[0] != '*' && (name[0] < '0' || name[0] > '9')) {
		e.add("name", "BUTTON_COMPONENT_INVALID_EMOJI", "Invalid emoji")
	}
}

func (c *componentCheck) selectMenu(f form, kind int) {
	f.require("custom_id")
	c.customID(f)
	f.text("placeholder", 0, maxPlaceholder)
	f.truth("disabled")
	least, hasLeast := f.integer("min_values", 0, maxSelectOptions)
	most, hasMost := f.integer("max_values", 1, maxSelectOptions)
	if hasLeast && hasMost && least > most {
		f.add("min_values", "SELECT_COMPONENT_MIN_VALUES_TOO_LARGE", "The minimum number of values is greater than the maximum")
	}
	if kind != StringSelect {
		for _, value := range f.forms("default_values", 0, maxSelectOptions) {
			value.require("id")
			value.snowflake("id")
			value.text("type", 1, 16)
		}
		return
	}
	f.require("options")
	values := map[string]bool{}
	options := f.forms("options", 1, maxSelectOptions)
	for _, option := range options {
		option.require("label")
		option.require("value")
		option.text("label", 1, maxOptionText)
		value := option.text("value", 1, maxOptionText)
		option.text("description", 0, maxOptionText)
		emoji(option)
		if values[value] {
			option.add("value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used")
		}
		values[value] = true
	}
	if hasMost && len(options) > 0 && most > len(options) {
		f.add("max_values", "SELECT_COMPONENT_MAX_VALUES_TOO_LARGE", "The maximum number of values is greater than the number of options")
	}
}
