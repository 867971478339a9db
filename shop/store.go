package shop

import (
	"context"
	"strings"
	"time"

	"till/shop/job"
	"till/shop/money"
)

// Store keeps everything. Update is one durable transaction: all of it, or
// none. Values leave a transaction decoded, and nothing waits inside one.
//
// The collections return an *Error with code NotFound for what is not there.
type Store interface {
	View(ctx context.Context, fn func(Tx) error) error
	Update(ctx context.Context, fn func(Tx) error) error
}

// Tx gives the collections of one transaction.
type Tx interface {
	Orders() Orders
	Journal() Journal
	Products() Products
	Photos() Photos
	Sellers() Sellers
	SellerJournal() SellerJournal
	Reviews() Reviews
	People() People
	Conversations() Conversations
	Watches() Watches
	Jobs() Jobs
	Backlog() Backlog
	Marks() Marks
	Erasure() Erasure
}

// Orders is the collection of orders.
type Orders interface {
	Get(id OrderID) (Order, error)
	// Put writes the order; its id, seller and buyer never change.
	Put(o Order) error
	// List returns a page of orders, newest first.
	List(q OrderQuery) ([]Order, error)
	// Requested returns the total of the seller's orders in the currency that
	// were created at or after since and count, as Order.Counts says.
	Requested(seller UserID, currency money.Currency, since time.Time) (money.Money, error)
	// ByReference finds the order that holds a provider's id (a session, an
	// intent, a charge), as Link recorded it.
	ByReference(ref string) (OrderID, error)
	// Link records it; a second time changes nothing, for another order it is a
	// Conflict.
	Link(ref string, id OrderID) error
}

// OrderQuery selects orders. Exactly one of Seller and Buyer is set, or
// neither: then Status is one status and the query is over all orders.
type OrderQuery struct {
	Seller UserID
	Buyer  UserID
	Status []Status  // any of these; none: all
	Before OrderID   // only older ones than this: the next page
	Since  time.Time // only ones created at or after this
	Limit  int       // none: all
}

// Journal holds the entries of each order, numbered from 1 without a gap. A new
// order's journal may be begun before the order is put, in the same Update.
type Journal interface {
	Append(id OrderID, e Entry) error
	Entries(id OrderID) ([]Entry, error)
}

// Sellers is the collection of shops.
type Sellers interface {
	Get(id UserID) (Seller, error)
	Put(s Seller) error
	ByAccount(account string) (Seller, error)
	ByName(name string) (Seller, error) // by NameKey
	List() ([]Seller, error)            // by name
}

// SellerJournal holds the record of each seller's shop, numbered from 1 without
// a gap. The seller is put by then.
type SellerJournal interface {
	Append(id UserID, e SellerEntry) error
	Entries(id UserID) ([]SellerEntry, error) // of one without any: none
}

// Products is the collection of the sellers' catalogues.
type Products interface {
	Get(id ProductID) (Product, error)
	// Put writes the product; its id and seller never change. A seller's products
	// in the catalogue have different names, by NameKey; else it is a Conflict.
	Put(p Product) error
	// ByName finds a product in the seller's catalogue, by NameKey.
	ByName(seller UserID, name string) (Product, error)
	// Find returns a page of the seller's catalogue.
	Find(q ProductQuery) ([]Product, error)
	// All returns the seller's products, those that were removed too, by id. It may
	// look at everybody's.
	All(seller UserID) ([]Product, error)
}

// Photos is the collection of pictures, each a JPEG of at most 256 KiB.
type Photos interface {
	Get(id PhotoID) ([]byte, error)
	// Put keeps a picture under the id that NewPhotoID gives its content.
	Put(id PhotoID, content []byte) error
	// Delete takes a picture away; one that is not there is no error.
	Delete(id PhotoID) error
	// Shown reports whether an order or a product shows it.
	Shown(id PhotoID) (bool, error)
}

// ProductQuery selects products of a seller's catalogue. Those whose name begins
// with the text come first, and then those that have all its words somewhere;
// each by NameKey.
type ProductQuery struct {
	Seller UserID
	Text   string // none: all
	Skip   int    // so many, to get at a later page
	Limit  int    // none: all
}

// Match returns what a name's NameKey must begin with to come first, and what it
// must contain to be found at all.
func (q ProductQuery) Match() (first string, words []string) {
	for word := range strings.FieldsSeq(q.Text) {
		if key := NameKey(word); key != "" {
			words = append(words, key)
		}
	}
	return NameKey(q.Text), words
}

// Reviews is the collection of what buyers wrote about shops. Each is found by its
// order, seller and time; the text counts for nothing there.
type Reviews interface {
	Get(r Review) (Review, error)
	Put(r Review) error
	// Delete takes a review away; one that is not there is no error.
	Delete(r Review) error
	// Of returns a seller's reviews, newest first.
	Of(seller UserID, limit int) ([]Review, error)
}

// People is the collection of everybody who used the bot.
type People interface {
	Get(id UserID) (Person, error)
	Put(p Person) error
}

// Conversations is the collection of conversations and what was said in them.
type Conversations interface {
	Get(id ConversationID) (Conversation, error)
	Put(c Conversation) error
	// Of returns the person's conversations, newest first.
	Of(user UserID, limit int) ([]Conversation, error)
	Append(id ConversationID, w Words) error
	Words(id ConversationID, n int) (Words, error)
	// Bind remembers which conversation a message of the bot belongs to, so
	// that a reply to it finds its way.
	Bind(message string, id ConversationID) error
	Bound(message string) (ConversationID, error)
}

// Watches is the collection of parcels that a tracking service watches.
type Watches interface {
	Get(id WatchID) (Watch, error)
	Put(w Watch) error
	// Delete takes a watch back; one that is not there is no error.
	Delete(id WatchID) error
	// First returns the watch that is due first; of several, the one whose id does.
	First() (Watch, error)
	// Named returns the watches of a parcel's number, or of a tracker's id at the
	// service, by id. Of one that nobody watches: none.
	Named(name string) ([]Watch, error)
}

// Jobs is the collection of jobs not done yet. Put replaces a job of the same
// key and keeps its place in its lane.
type Jobs interface {
	Get(key job.Key) (job.Job, error)
	Put(j job.Job) error
	// Delete takes a job back; one that is not there is no error.
	Delete(key job.Key) error
	// Due returns jobs that are due at now and first in their lanes, earliest
	// first. One without a lane is always first; one behind another in its lane
	// is not, even when the other is not due. Jobs in lanes that begin with except
	// are left out, and cost next to nothing; "" leaves out none.
	Due(now time.Time, limit int, except job.Lane) ([]job.Job, error)
	// Next returns the earliest due time later than after of the jobs that are
	// first in their lanes; false when there is none.
	Next(after time.Time) (time.Time, bool, error)
}

// Backlog shows the jobs that are not done, and keeps those that were given up
// until the operator tries them again or drops them.
type Backlog interface {
	// Waiting returns up to limit jobs that are not done, earliest due first; 0: all.
	Waiting(limit int) ([]job.Job, error)
	// Overdue calls fn with each job that is due at now and first in its lane, the
	// one that has been due longest first. It reads no more of them than it tells.
	Overdue(now time.Time, fn func(key job.Key, due time.Time)) error
	// Bury takes a job out of Jobs and keeps it among the dead. Buried again, it
	// is there once.
	Bury(j job.Job) error
	// Dead returns the jobs that were given up, by key.
	Dead() ([]job.Job, error)
	// Unearth takes a job out of the dead and returns it.
	Unearth(key job.Key) (job.Job, error)
}

// Marks remembers small facts by name: which interactions and events were seen
// (and what they led to), and how far the provider's events were read. A mark
// whose name begins with "cursor:" stays; a store may forget any other three
// months after it was last put.
type Marks interface {
	Get(name string) (string, error)
	Put(name, value string) error
}

// Erasure changes what nothing else may change: who records are about, and what
// was appended. Only Shop.Erase uses it.
type Erasure interface {
	// Order writes an order that may have another seller and buyer than before, and
	// its journal anew, which has as many entries as before.
	Order(o Order, entries []Entry) error
	// Seller puts a shop with its record in the place of another; the zero Seller:
	// nothing in its place.
	Seller(was UserID, s Seller, entries []SellerEntry) error
	// Conversations puts conversations in the places of others.
	Conversations(moved []Moved) error
	// Unlink forgets what Orders.Link recorded.
	Unlink(ref string) error
	// Product deletes a product, and Person a person.
	Product(id ProductID) error
	Person(id UserID) error
}

// Moved is a conversation that takes the place of another one, with the words that
// are left of it. What is bound to the other is bound to it. The zero Conversation:
// nothing takes its place.
type Moved struct {
	Was  ConversationID
	Is   Conversation
	Left []Words // numbered as they were; Is.Erased says how many are missing
}

// Compacter is implemented by stores whose file keeps what was deleted from it.
type Compacter interface {
	// Compact writes the file anew without that. The store can be used meanwhile.
	// Unavailable: nothing was changed, and it can be tried again.
	Compact(ctx context.Context) error
}

// Checker is implemented by stores that can examine themselves.
type Checker interface {
	// Check examines every record, index and job and returns what is wrong,
	// joined; nil when all is well.
	Check(ctx context.Context) error
}
