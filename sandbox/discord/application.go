package discord

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// applicationID is the one application of this imitation. It is the same in every run, so that
// what a bot has stored stays true; its secrets are fresh each time, unless Restore brings them back.
const applicationID = "1100000000000000042"

// Application is a bot's identity at Discord.
type Application struct {
	ID        string // also the bot user's id
	Name      string
	PublicKey string // hex, ed25519: checks interactions that come over HTTP
	BotToken  string // three dotted parts, the first being base64 of ID
}

// newApplication makes an application, and the key that signs what is sent to its endpoint.
func newApplication() (Application, ed25519.PrivateKey) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		panic("discord: the system has no randomness: " + err.Error())
	}
	return Application{
		ID:        applicationID,
		Name:      "Till",
		PublicKey: hex.EncodeToString(public),
		BotToken:  tokenPart(applicationID) + ".Sandbx." + rand.Text() + rand.Text()[:12],
	}, private
}

func tokenPart(s string) string {
	return strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(s)), "=")
}
