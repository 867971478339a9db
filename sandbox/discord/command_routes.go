package discord

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
)

// commandScope is whose commands a route is about: a server's, or empty for the global ones. It
// refuses foreign applications and servers.
func (d *Discord) commandScope(r *request) (string, error) {
	if r.PathValue("application") != d.app.ID {
		return "", refuse(http.StatusForbidden, 20012, "You are not authorized to perform this action on this application")
	}
	guildID := r.PathValue("guild")
	if guildID != "" && guildID != d.world.guild.id {
		return "", errMissingAccess()
	}
	return guildID, nil
}

// scoped are the commands of a scope.
func (w *world) scoped(guildID string) []*Command {
	var list []*Command
	for _, c := range w.commands {
		if c.GuildID == guildID {
			list = append(list, c)
		}
	}
	return list
}

func (d *Discord) listCommands(r *request) (reply, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	scope, err := d.commandScope(r)
	if err != nil {
		return reply{}, err
	}
	full := r.URL.Query().Get("with_localizations") == "true"
	list := []any{}
	for _, c := range d.world.scoped(scope) {
		list = append(list, commandObject(c, full))
	}
	return ok(list)
}

func (d *Discord) createCommand(r *request) (reply, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	scope, err := d.commandScope(r)
	if err != nil {
		return reply{}, err
	}
	f := r.form()
	c := readCommand(f)
	if err := f.problems.err(); err != nil {
		return reply{}, err
	}
	status := http.StatusCreated
	if i := d.world.commandIndex(scope, c.Type, c.Name); i >= 0 {
		status = http.StatusOK
		c.ID = d.world.commands[i].ID
		d.world.commands[i] = d.registered(c, scope)
		return reply{status, commandObject(d.world.commands[i], true)}, nil
	}
	if err := withinCounts(append(d.world.scoped(scope), &c)); err != nil {
		return reply{}, err
	}
	d.world.commands = append(d.world.commands, d.registered(c, scope))
	return reply{status, commandObject(d.world.commands[len(d.world.commands)-1], true)}, nil
}

// registered completes a command with what Discord adds. The version stays while the command does.
func (d *Discord) registered(c Command, scope string) *Command {
	if c.ID == "" {
		c.ID = d.world.ids.next()
	}
	c.ApplicationID, c.GuildID = d.app.ID, scope
	if c.IntegrationTypes == nil {
		c.IntegrationTypes = []int{installedToGuild}
	}
	if at := d.world.commandIndex(scope, c.Type, c.Name); at >= 0 {
		before := *d.world.commands[at]
		if c.Version = before.Version; reflect.DeepEqual(before, c) {
			return &c
		}
	}
	c.Version = d.world.ids.next()
	return &c
}

func (w *world) commandIndex(scope string, kind int, name string) int {
	return slices.IndexFunc(w.commands, func(c *Command) bool {
		return c.GuildID == scope && c.Type == kind && c.Name == name
	})
}

// withinCounts refuses a set of commands that has more of one type than Discord keeps.
func withinCounts(list []*Command) error {
	count := map[int]int{}
	for _, c := range list {
		count[c.Type]++
	}
	if count[SlashCommand] > maxCommands || count[UserCommand] > maxMenuCommands || count[MessageCommand] > maxMenuCommands {
		return refuse(http.StatusBadRequest, 30032, fmt.Sprintf("Maximum number of application commands reached (%d)", maxCommands))
	}
	return nil
}

func (d *Discord) replaceCommands(r *request) (reply, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	scope, err := d.commandScope(r)
	if err != nil {
		return reply{}, err
	}
	entries, isList := r.body.([]any)
	f := newForm(nil)
	if !isList {
		f.problems.add("", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
	}
	var list []*Command
	seen := map[string]bool{}
	for i, entry := range entries {
		values, isObject := entry.(map[string]any)
		one := form{f.problems, strconv.Itoa(i), values}
		if !isObject {
			one.add("", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
			continue
		}
		c := readCommand(one)
		if key := fmt.Sprint(c.Type, c.Name); seen[key] {
			f.add("", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
		} else {
			seen[key] = true
		}
		c.ID = ""
		if at := d.world.commandIndex(scope, c.Type, c.Name); at >= 0 {
			c.ID = d.world.commands[at].ID
		}
		list = append(list, &c)
	}
	if err := f.problems.err(); err != nil {
		return reply{}, err
	}
	if err := withinCounts(list); err != nil {
		return reply{}, err
	}
	out := []any{}
	for i, c := range list {
		list[i] = d.registered(*c, scope)
		out = append(out, commandObject(list[i], true))
	}
	d.world.commands = slices.DeleteFunc(d.world.commands, func(c *Command) bool { return c.GuildID == scope })
	d.world.commands = append(d.world.commands, list...)
	return ok(out)
}

// commandOf is the command that a route names. The caller holds the lock.
func (d *Discord) commandOf(r *request) (int, error) {
	scope, err := d.commandScope(r)
	if err != nil {
		return 0, err
	}
	i := slices.IndexFunc(d.world.commands, func(c *Command) bool {
		return c.GuildID == scope && c.ID == r.PathValue("command")
	})
	if i < 0 {
		return 0, errUnknownCommand()
	}
	return i, nil
}

func (d *Discord) getCommand(r *request) (reply, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i, err := d.commandOf(r)
	if err != nil {
		return reply{}, err
	}
	return ok(commandObject(d.world.commands[i], true))
}

// editCommand changes the fields that are sent, and checks the command as a whole.
func (d *Discord) editCommand(r *request) (reply, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i, err := d.commandOf(r)
	if err != nil {
		return reply{}, err
	}
	f := r.form()
	merged := fields(d.world.commands[i])
	maps.Copy(merged, f.values)
	merged["type"] = json.Number(numbers([]int{d.world.commands[i].Type}))
	next := readCommand(form{f.problems, "", merged})
	if err := f.problems.err(); err != nil {
		return reply{}, err
	}
	next.ID, next.GuildID = d.world.commands[i].ID, d.world.commands[i].GuildID
	if at := d.world.commandIndex(next.GuildID, next.Type, next.Name); at >= 0 && at != i {
		f.add("name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
		return reply{}, f.problems.err()
	}
	d.world.commands[i] = d.registered(next, next.GuildID)
	return ok(commandObject(d.world.commands[i], true))
}

func (d *Discord) deleteCommand(r *request) (reply, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i, err := d.commandOf(r)
	if err != nil {
		return reply{}, err
	}
	d.world.commands = slices.Delete(d.world.commands, i, i+1)
	return nothing()
}
