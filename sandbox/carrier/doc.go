// Package carrier imitates EasyPost's trackers API (https://docs.easypost.com/docs/trackers), and
// the carriers behind it: parcels that are scanned by hand, or travel by themselves as the business
// clock moves.
//
// Calls need the key (basic auth, as user). POST /v2/trackers makes a tracker or answers with the one
// that there is, GET /v2/trackers and GET /v2/trackers/{id} read; errors have EasyPost's shape. What
// changes is told to the webhook, signed, until it is taken or six attempts have failed.
//
// A parcel is known by its number alone. One that nobody asked about can be scanned, too: whoever
// asks later hears of it, as with a number that is used a second time.
package carrier
