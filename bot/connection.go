package bot

import "time"

// Connection is how the bot stands with Discord's gateway.
type Connection struct {
	Up    bool      // connected and let in
	Since time.Time // when that became so, on the real clock; zero before the first time
}

// Connection returns how the bot stands with Discord's gateway now. While it is not up, the bot
// tries again by itself.
func (b *Bot) Connection() Connection {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.state
}

func (b *Bot) connected(up bool) {
	to := "down"
	if up {
		to = "up"
	}
	b.cfg.Observer.Count("gateway", to)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.state = Connection{Up: up, Since: time.Now()}
}
