package shop

import (
	"time"

	"till/shop/money"
)

// Seller is somebody's shop. The provider knows the person behind it; the bot
// stores the account's id and flags, nothing else about them.
type Seller struct {
	ID        UserID       `json:"id"`
	Name      string       `json:"name"`    // of the shop
	Country   string       `json:"country"` // ISO 3166-1 alpha-2, fixed when the account is made
	Account   string       `json:"account,omitempty"`
	Transfers bool         `json:"transfers,omitempty"` // the transfers capability is active
	Payouts   bool         `json:"payouts,omitempty"`   // payouts_enabled
	Missing   []string     `json:"missing,omitempty"`   // the provider's names of what it still needs
	Completed int          `json:"completed,omitempty"` // orders paid out
	Debts     []Debt       `json:"debts,omitempty"`     // what was given back to buyers in their stead
	Bank      []BankPayout `json:"bank,omitempty"`      // the latest payouts to their bank, newest first
	Since     time.Time    `json:"since"`
	CheckedAt time.Time    `json:"checked_at,omitzero"` // when the account was last fetched
	Settings  Settings     `json:"settings,omitzero"`
	Standing  Standing     `json:"standing,omitempty"` // by the operator
	Entries   int          `json:"entries,omitempty"`  // of its record
	Tally     Tally        `json:"tally,omitzero"`     // of their orders
	Digested  time.Time    `json:"digested,omitzero"`  // when the last digest was sent
	// Limits are what an operator granted this seller instead of everybody's.
	Limits map[money.Currency]Limit `json:"limits,omitempty"`
}

// Debt is what a seller owes for an order.
type Debt struct {
	Order  OrderID     `json:"order"`
	Amount money.Money `json:"amount"`
}

// Eligible reports whether the provider has all that it needs to pay the seller.
func (s Seller) Eligible() bool { return s.Account != "" && s.Transfers && s.Payouts }

// Person is somebody who uses the bot.
type Person struct {
	ID       UserID `json:"id"`
	Locale   string `json:"locale,omitempty"`   // of their Discord client, as last seen
	Language string `json:"language,omitempty"` // in which they chose to read
	Draft    *Draft `json:"draft,omitempty"`    // a typed message that waits for its addressee to be picked

	Missed []Notice `json:"missed,omitempty"` // what their closed DM did not take, until they are shown it

	Blocked []UserID             `json:"blocked,omitempty"` // neither reaches the other
	Muted   []UserID             `json:"muted,omitempty"`   // their messages arrive without a sound
	Paces   map[string]time.Time `json:"paces,omitempty"`   // by what they do: when they have made up for it

	Customer  string `json:"customer,omitempty"`  // at the provider, who keeps what they saved; "": none
	Customers int    `json:"customers,omitempty"` // how many there were
}

// Draft is a message typed in the DM before it is known for whom.
type Draft struct {
	Text  string       `json:"text"`
	Files []Attachment `json:"files,omitempty"`
	At    time.Time    `json:"at"`
}

// ConversationID names a conversation: BUYER-SELLER.
type ConversationID string

// Conversation is what a buyer and a seller say to each other through the bot.
// There is one for each pair; the order it is about changes with time.
type Conversation struct {
	ID        ConversationID `json:"id"`
	Buyer     UserID         `json:"buyer"`
	Seller    UserID         `json:"seller"`
	Order     OrderID        `json:"order,omitempty"`  // what it was last about
	Messages  int            `json:"messages"`         // written so far
	Erased    int            `json:"erased,omitempty"` // of them, that are not there any more
	UpdatedAt time.Time      `json:"updated_at"`
}

// Other returns the other side, or "" when user has no part in it.
func (c Conversation) Other(user UserID) UserID {
	switch user {
	case c.Buyer:
		return c.Seller
	case c.Seller:
		return c.Buyer
	default:
		return ""
	}
}

// Words is one message of a conversation.
type Words struct {
	N     int          `json:"n"`
	From  UserID       `json:"from"`
	Text  string       `json:"text"`
	Files []Attachment `json:"files,omitempty"`
	Order OrderID      `json:"order,omitempty"`
	At    time.Time    `json:"at"`
}

// Attachment is a file that somebody sent. Its URL works for about a day: the
// messenger uploads it anew when it delivers. The message that it came with, if
// it is known, has a new URL for as long as its writer leaves it there.
type Attachment struct {
	Name string     `json:"name"`
	URL  string     `json:"url"`
	Size int64      `json:"size"`
	From MessageRef `json:"from,omitzero"`
}
