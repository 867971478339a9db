package discord

import "slices"

// worksIn tells whether a command may be used in a context. A command that does not say works in
// all of them, except as dm_permission, its older form, forbids.
func (c *Command) worksIn(context int) bool {
	if c.GuildID != "" {
		return context == contextGuild
	}
	if c.Contexts != nil {
		return slices.Contains(c.Contexts, context)
	}
	return context == contextGuild || c.DMPermission == nil || *c.DMPermission
}

// offeredIn tells whether a client offers the command in a channel: where the bot is a member by
// either installation, elsewhere only when it is installed to the user.
func (c *Command) offeredIn(ch *channel, bot User) bool {
	switch {
	case ch.guild:
		return c.worksIn(contextGuild)
	case ch.has(bot.ID):
		return c.worksIn(contextBotDM)
	}
	return c.worksIn(contextPrivate) && slices.Contains(c.IntegrationTypes, installedToUser)
}
