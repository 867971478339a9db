package discord

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// mentionPattern is a user's mention in a text.
var mentionPattern = regexp.MustCompile(`<@!?(\d+)>`)

// world is everything that exists apart from connections. Discord.mu guards it.
type world struct {
	ids       snowflakes
	bot       User
	people    []User
	byID      map[string]User
	dmsClosed map[string]bool
	locales   map[string]string // by person's id
	channels  map[string]*channel
	guild     guild
	endpoint  string             // where interactions are sent; "": over the gateway
	installs  map[string]install // by integration type; nil: as a new application's
	flags     int                // of the application

	commands     []*Command
	interactions map[string]*interaction // by id
	recent       []*interaction          // the same, oldest first
	tokens       map[string]*interaction // by token
	uploads      map[string]*upload      // by id
	nonces       map[string]nonce
	modals       map[string]*openModal              `snapshot:"-"` // by person's id
	suggested    map[string]map[string]*interaction `snapshot:"-"` // by person's id, then command and option: who asked for suggestions
	revision     uint64
}

// nonce remembers which message was made with it, see enforce_nonce.
type nonce struct {
	message *message
	at      time.Time
}

// channel is a conversation: a DM of two, or the server's channel.
type channel struct {
	id       string
	name     string // empty in a DM
	guild    bool
	members  []User // the two of a DM
	messages []*message
}

// guild is the one server.
type guild struct {
	id, name string
	channel  *channel
	owner    string
}

// message is a stored message.
type message struct {
	id          string
	channel     *channel
	author      User
	content     string
	embeds      []Embed
	components  []Component
	attachments []*upload
	flags       int
	sent        time.Time
	edited      time.Time
	only        string // the person who alone sees it, empty for all
	reply       *message
	nonce       any
	kind        int // message type: 0 plain, 19 reply, 20 command's answer, 23 context menu's answer
	interaction *interaction
	allowed     allowedMentions
	revision    uint64
}

func (m *message) visibleTo(user string) bool { return m.only == "" || m.only == user }

func newWorld(app Application, now func() time.Time) world {
	w := world{
		ids:          snowflakes{now: now},
		bot:          User{ID: app.ID, Username: strings.ToLower(app.Name), GlobalName: app.Name, Bot: true},
		byID:         map[string]User{},
		dmsClosed:    map[string]bool{},
		locales:      map[string]string{},
		channels:     map[string]*channel{},
		interactions: map[string]*interaction{},
		tokens:       map[string]*interaction{},
		uploads:      map[string]*upload{},
		nonces:       map[string]nonce{},
		modals:       map[string]*openModal{},
		suggested:    map[string]map[string]*interaction{},
	}
	w.byID[w.bot.ID] = w.bot
	lobby := &channel{id: namedSnowflake("channel:market"), name: "market", guild: true}
	w.channels[lobby.id] = lobby
	w.guild = guild{id: namedSnowflake("guild:market"), name: "Market Square", channel: lobby, owner: namedSnowflake("person:owner")}
	return w
}

// person finds the person of that name or makes them.
func (w *world) person(name string) (User, bool) {
	name = personName(name)
	id := namedSnowflake("person:" + name)
	if u, ok := w.byID[id]; ok {
		return u, false
	}
	first, size := utf8.DecodeRuneInString(name)
	u := User{ID: id, Username: name, GlobalName: string(unicode.ToUpper(first)) + name[size:]}
	if name == "" {
		u.Username, u.GlobalName = "nobody", "Nobody"
	}
	w.byID[id] = u
	w.people = append(w.people, u)
	return u, true
}

// dm is the conversation of two users, made on first use. Its id depends on the two alone.
func (w *world) dm(a, b User) *channel {
	pair := []string{a.ID, b.ID}
	slices.Sort(pair)
	id := namedSnowflake("dm:" + pair[0] + ":" + pair[1])
	ch := w.channels[id]
	if ch == nil {
		ch = &channel{id: id, members: []User{a, b}}
		w.channels[id] = ch
	}
	return ch
}

// channelOf is the conversation in which a person stands.
func (w *world) channelOf(u User, place Place) (*channel, error) {
	switch other, shared := strings.CutPrefix(string(place), "dm:"); {
	case shared && personName(other) != "":
		o, _ := w.person(other)
		if o.ID == u.ID {
			return nil, fmt.Errorf("%s has no direct conversation with themselves", u.Username)
		}
		return w.dm(u, o), nil
	case place == DM || place == "":
		return w.dm(u, w.bot), nil
	case place == Server:
		return w.guild.channel, nil
	}
	return nil, fmt.Errorf("there is no place %q: use dm, server or dm:NAME", place)
}

// partner is the other one in a DM.
func (ch *channel) partner(id string) User {
	for _, u := range ch.members {
		if u.ID != id {
			return u
		}
	}
	return User{}
}

func (ch *channel) has(id string) bool {
	return ch.guild || slices.ContainsFunc(ch.members, func(u User) bool { return u.ID == id })
}

func (ch *channel) find(id string) *message {
	return newest(ch, func(m *message) bool { return m.id == id })
}

// add appends a new message, giving it an id.
func (w *world) add(m *message) {
	m.id = w.ids.next()
	m.sent = w.ids.now().UTC()
	w.touch(m)
	m.channel.messages = append(m.channel.messages, m)
}

func (w *world) touch(m *message) {
	w.revision++
	m.revision = w.revision
}

func (w *world) remove(m *message) {
	m.channel.messages = slices.DeleteFunc(m.channel.messages, func(o *message) bool { return o == m })
}

// mentioned are the users that a text mentions, each once, in order.
func (w *world) mentioned(content string) []User {
	list := []User{}
	for _, found := range mentionPattern.FindAllStringSubmatch(content, -1) {
		u, ok := w.byID[found[1]]
		if ok && !slices.Contains(list, u) {
			list = append(list, u)
		}
	}
	return list
}
