package shop

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"till/shop/job"
	"till/shop/photo"
)

// PhotoID identifies a picture by its content: the same picture is kept once.
type PhotoID string

// maxUpload is the largest file that is looked at as a picture, as Discord lets
// anybody send.
const maxUpload = 8 << 20

// photoIDLength is the number of characters of a PhotoID.
const photoIDLength = 26

// NewPhotoID makes the id of a picture from its content.
func NewPhotoID(content []byte) PhotoID {
	sum := sha256.Sum256(content)
	return PhotoID(strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:photoIDLength]))
}

// Valid reports whether the id can be one of a picture.
func (id PhotoID) Valid() bool {
	return len(id) == photoIDLength && strings.Trim(string(id), "abcdefghijklmnopqrstuvwxyz234567") == ""
}

// KeepPhoto fetches a picture that a seller sent and keeps it, made small and
// without what its camera wrote beside it. It talks to the network.
func (s *Shop) KeepPhoto(ctx context.Context, actor Actor, a Attachment) (PhotoID, error) {
	if _, err := s.Seller(ctx, actor.ID); err != nil {
		return "", err
	}
	content, err := s.files.Fetch(ctx, a, maxUpload)
	if err != nil {
		return "", err
	}
	small, err := photo.Shrink(content)
	switch {
	case errors.Is(err, photo.ErrLarge):
		return "", &Error{Code: Invalid, Reason: ReasonPhotoLarge, Message: "a picture", Err: err}
	case errors.Is(err, photo.ErrNone):
		return "", &Error{Code: Invalid, Reason: ReasonPhotoNone, Message: "a picture", Err: err}
	case err != nil:
		return "", &Error{Code: Internal, Message: "a picture", Err: err}
	}
	id := NewPhotoID(small)
	return id, s.store.Update(ctx, func(tx Tx) error {
		if err := tx.Photos().Put(id, small); err != nil {
			return err
		}
		return s.unshown(tx, id) // unless it is made use of
	})
}

// unshown has a picture looked at that may be shown no longer: after a day, in which
// somebody may show it again, it is deleted.
func (s *Shop) unshown(tx Tx, id PhotoID) error {
	if id == "" {
		return nil
	}
	payload, err := json.Marshal(id)
	if err != nil {
		return &Error{Code: Internal, Message: "encoding a picture's id", Err: err}
	}
	return tx.Jobs().Put(job.Job{
		Key: job.Key("photo:" + id), Kind: kindPhoto, Due: s.now().Add(day), CreatedAt: s.now(), Stamp: s.now().Format(time.RFC3339Nano), Payload: payload,
	})
}

// dropUnshown deletes a picture that nothing shows.
func dropUnshown(tx Tx, id PhotoID) error {
	if id == "" {
		return nil
	}
	if shown, err := tx.Photos().Shown(id); err != nil || shown {
		return err
	}
	return tx.Photos().Delete(id)
}

// Photo returns a picture, a JPEG.
func (s *Shop) Photo(ctx context.Context, id PhotoID) (content []byte, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		content, err = tx.Photos().Get(id)
		return err
	})
	return content, err
}

// kept reports whether there is the picture, if one is named at all.
func kept(tx Tx, id PhotoID) error {
	if id == "" {
		return nil
	}
	if _, err := tx.Photos().Get(id); err != nil {
		if CodeOf(err) == NotFound {
			return refuse(NotFound, ReasonPhotoGone, "no such picture")
		}
		return err
	}
	return nil
}
