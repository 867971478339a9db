package discord

import (
	"bytes"
	"encoding/json"
)

// commandObject is a command as the API shows it.
func commandObject(c *Command, localized bool) any {
	o := fields(c)
	if !localized {
		delete(o, "name_localizations")
		delete(o, "description_localizations")
	}
	if c.GuildID != "" {
		o["contexts"] = nil
	}
	o["dm_permission"] = c.GuildID == "" && c.worksIn(contextBotDM)
	return o
}

// fields are a command's as a request would send them.
func fields(c *Command) object {
	data, err := json.Marshal(c)
	if err != nil {
		panic("discord: command that is not JSON: " + err.Error())
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var o object
	if err := decoder.Decode(&o); err != nil {
		panic("discord: command that is not JSON: " + err.Error())
	}
	return o
}
