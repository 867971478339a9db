package discord

import (
	"fmt"
	"slices"
	"unicode/utf8"
)

// Discord's limits for components ("Component Reference").
const (
	maxRows           = 5
	maxButtons        = 5
	maxButtonLabel    = 80
	maxCustomID       = 100
	maxLinkURL        = 512
	maxSelectOptions  = 25
	maxOptionText     = 100
	maxPlaceholder    = 150
	maxComponentsV2   = 40
	maxTextDisplay    = 4000
	maxSectionTexts   = 3
	maxGalleryItems   = 10
	maxContainerParts = 39
)

// componentCheck is what holds over all components of one message or modal.
type componentCheck struct {
	v2        bool
	customIDs map[string]bool
	ids       map[int]bool
	count     int
	text      int
}

// readComponents checks the components of a message.
func readComponents(f form, v2 bool) []Component {
	c := &componentCheck{v2: v2, customIDs: map[string]bool{}, ids: map[int]bool{}}
	most, allowed := maxRows, []int{ActionRow}
	if v2 {
		most = maxComponentsV2
		allowed = []int{ActionRow, Section, TextDisplay, MediaGallery, FileDisplay, Separator, Container}
	}
	for _, part := range f.forms("components", 0, most) {
		c.check(part, allowed)
	}
	if c.count > maxComponentsV2 {
		f.add("components", "BASE_TYPE_BAD_LENGTH", fmt.Sprintf("The total number of components cannot exceed %d.", maxComponentsV2))
	}
	if c.text > maxTextDisplay {
		f.add("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
			fmt.Sprintf("The total displayable text size cannot exceed %d characters.", maxTextDisplay))
	}
	var components []Component
	f.decode("components", &components)
	number(components)
	return components
}

// check is one component that must be of one of the allowed types.
func (c *componentCheck) check(f form, allowed []int) {
	if !f.require("type") {
		return
	}
	kind, _ := f.integer("type", 0, 1000)
	if !slices.Contains(allowed, kind) {
		f.add("type", "UNION_TYPE_CHOICES", fmt.Sprintf("Value of field \"type\" must be one of (%s,).", numbers(allowed)))
		return
	}
	c.count++
	if id, ok := f.integer("id", 0, 1<<31-1); ok && id > 0 {
		if c.ids[id] {
			f.add("id", "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")
		}
		c.ids[id] = true
	}
	switch kind {
	case ActionRow:
		c.row(f)
	case Button:
		c.button(f)
	case StringSelect, UserSelect, RoleSelect, MentionableSelect, ChannelSelect:
		c.selectMenu(f, kind)
	case Section:
		f.require("accessory")
		f.require("components")
		for _, part := range f.forms("components", 1, maxSectionTexts) {
			c.check(part, []int{TextDisplay})
		}
		if accessory, ok := f.object("accessory"); ok {
			c.check(accessory, []int{Button, Thumbnail})
		}
	case TextDisplay:
		f.require("content")
		c.text += utf8.RuneCountInString(f.filled("content", maxTextDisplay))
	case Thumbnail:
		c.media(f, "media", "http", "https", "attachment")
	case MediaGallery:
		f.require("items")
		for _, item := range f.forms("items", 1, maxGalleryItems) {
			c.media(item, "media", "http", "https", "attachment")
		}
	case FileDisplay:
		c.media(f, "file", "attachment")
	case Separator:
		f.truth("divider")
		if f.has("spacing") {
			f.oneOf("spacing", 1, 2)
		}
	case Container:
		f.require("components")
		f.integer("accent_color", 0, 0xffffff)
		for _, part := range f.forms("components", 1, maxContainerParts) {
			c.check(part, []int{ActionRow, Section, TextDisplay, MediaGallery, FileDisplay, Separator})
		}
	}
}

func (c *componentCheck) media(f form, key string, schemes ...string) {
	f.require(key)
	f.text("description", 0, 1024)
	if media, ok := f.object(key); ok {
		media.require("url")
		media.address("url", maxMediaURL, schemes...)
	}
}

// row is an action row of a message: up to five buttons, or one select menu.
func (c *componentCheck) row(f form) {
	f.require("components")
	width := 0
	for _, part := range f.forms("components", 1, maxButtons) {
		c.check(part, []int{Button, StringSelect, UserSelect, RoleSelect, MentionableSelect, ChannelSelect})
		if kind, _ := part.integer("type", 0, 1000); kind == Button {
			width++
		} else {
			width += maxButtons
		}
	}
	if width > maxButtons {
		f.add("components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width")
	}
}

// customID reads a custom id, which is unique in its message.
func (c *componentCheck) customID(f form) {
	id := f.text("custom_id", 1, maxCustomID)
	if id == "" {
		return
	}
	if c.customIDs[id] {
		f.add("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
	}
	c.customIDs[id] = true
}

// number gives each component without an id one, as Discord does: counting from 1 in reading order.
func number(components []Component) {
	used := map[int]bool{}
	each(components, func(c *Component) { used[c.ID] = true })
	next := 1
	each(components, func(c *Component) {
		if c.ID != 0 {
			return
		}
		for used[next] {
			next++
		}
		c.ID, used[next] = next, true
	})
}

// each visits components and what is inside them, in reading order.
func each(components []Component, visit func(*Component)) {
	for i := range components {
		c := &components[i]
		visit(c)
		each(c.Components, visit)
		if c.Component != nil {
			visit(c.Component)
		}
		if c.Accessory != nil {
			visit(c.Accessory)
		}
	}
}
