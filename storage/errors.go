package storage

import (
	"errors"
	"fmt"
	"strings"
	"syscall"

	bolterrors "go.etcd.io/bbolt/errors"

	"till/shop"
)

// missing is the error for what is not there.
func missing(what string) error {
	return &shop.Error{Code: shop.NotFound, Message: "no such " + what}
}

// misuse is the error for a call that breaks the store's contract: a defect of
// the caller.
func misuse(format string, args ...any) error {
	return &shop.Error{Code: shop.Internal, Message: fmt.Sprintf(format, args...)}
}

// failed wraps what bbolt or the system said with what was being done.
func failed(doing string, err error) error {
	switch {
	case err == nil:
		return nil
	case isFull(err):
		return &shop.Error{Code: shop.Unavailable, Message: doing + ": the disk is full", Err: plain(err)}
	case errors.Is(err, bolterrors.ErrDatabaseNotOpen):
		return &shop.Error{Code: shop.Unavailable, Message: doing + ": the store is closed"}
	case errors.Is(err, bolterrors.ErrDatabaseReadOnly):
		return &shop.Error{Code: shop.Internal, Message: doing + ": the store is open for reading only"}
	default:
		return &shop.Error{Code: shop.Internal, Message: doing, Err: plain(err)}
	}
}

// rescue turns a panic of bbolt's, or a fault in the mapped file, into an
// error. It is deferred by every method that reads the file, and none of those
// calls back into the caller's code.
func rescue(err *error, doing string) {
	if cause := recover(); cause != nil {
		*err = damaged(doing, cause)
	}
}

// damaged is the error for a page that cannot be what it is.
func damaged(doing string, cause any) error {
	return &shop.Error{
		Code:    shop.Internal,
		Message: doing + ": the store is damaged; stop till and restore a backup",
		Err:     damage{cause},
	}
}

// damage is what was found: its words, without the type of what told of it.
type damage struct{ cause any }

func (d damage) Error() string { return fmt.Sprint(d.cause) }

// Is has damage found on the way to be ErrDamaged, too.
func (damage) Is(target error) bool { return target == ErrDamaged }

// plain keeps an error's words and drops its type, so that nobody above comes
// to depend on bbolt's.
func plain(err error) error { return errors.New(err.Error()) }

// isFull reports whether a write found no room. bbolt keeps only the text of
// some of the system's errors.
func isFull(err error) bool {
	if errors.Is(err, bolterrors.ErrMaxSizeReached) {
		return true
	}
	for _, errno := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(err, errno) || strings.Contains(err.Error(), errno.Error()) {
			return true
		}
	}
	return false
}
