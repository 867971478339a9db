//go:build !unix

package storage

import "errors"

func fillChild(string) error { return errors.ErrUnsupported }
