// Package easypost asks EasyPost where parcels are, and reads what it tells by
// itself. It implements [shop.Tracker].
//
// It speaks the trackers API (https://docs.easypost.com/docs/trackers) over plain
// HTTP. Of what EasyPost knows, only what the shop uses is read: not who signed
// for a parcel, and no address, but the town of each scan.
package easypost
