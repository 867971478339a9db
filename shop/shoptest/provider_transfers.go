package shoptest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"till/shop"
)

func (s sale) transfer(account, charge string, minor int64) shop.TransferRequest {
	return shop.TransferRequest{
		Key: fmt.Sprintf("transfer:%s:1", s.order), Order: s.order, Account: account, Charge: charge, Amount: s.money(minor),
	}
}

func (s sale) refund(charge string, n, minor int64) shop.RefundRequest {
	return shop.RefundRequest{Key: fmt.Sprintf("refund:%s:%d", s.order, n), Order: s.order, Charge: charge, Amount: s.money(minor)}
}

func transferMade(w *trial) {
	t := w.t
	account := w.seller(t, "1")
	s := w.sell(t, "7K3M9QXD", PayNow)
	r := s.transfer(account.ID, s.paid(t).Charge, 2000)
	if got, ok, err := w.Ports.FindTransfer(t.Context(), r.Order, r.Key); ok || err != nil {
		t.Errorf("found %v before it was made: %v", got, err)
	}
	made, err := w.Ports.Transfer(t.Context(), r)
	if err != nil || made.ID == "" {
		t.Fatalf("made %+v: %v", made, err)
	}
	if again, err := w.Ports.Transfer(t.Context(), r); err != nil || again != made {
		t.Errorf("made again %+v: %v, want %+v", again, err, made)
	}
	if found, ok, err := w.Ports.FindTransfer(t.Context(), r.Order, r.Key); err != nil || !ok || found != made {
		t.Errorf("found %+v, %t, %v, want %+v", found, ok, err, made)
	}
	for _, other := range []struct {
		order shop.OrderID
		key   string
	}{{r.Order, r.Key + "0"}, {"0000ELSE", r.Key}} {
		if found, ok, err := w.Ports.FindTransfer(t.Context(), other.order, other.key); err != nil || ok {
			t.Errorf("found %+v for %s %s: %v", found, other.order, other.key, err)
		}
	}
	w.once(t, made.ID, -2000)
}

func transferRefused(w *trial) {
	t := w.t
	s := w.sell(t, "7K3M9QXD", PayNow)
	charge := s.paid(t).Charge
	stranger, err := w.Ports.OpenAccount(t.Context(), shop.AccountRequest{Key: "account:2", Seller: "2", Country: w.Country})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Ports.Transfer(t.Context(), s.transfer(stranger.ID, charge, 2000))
	wantCode(t, "transfer to an account that cannot be paid", err, shop.Refused)

	r := s.transfer(w.seller(t, "1").ID, charge, requested+1)
	r.Key += "0"
	_, err = w.Ports.Transfer(t.Context(), r)
	wantCode(t, "transfer of more than was charged", err, shop.Refused)
}

func refundMade(w *trial) {
	t := w.t
	s := w.sell(t, "7K3M9QXD", PayNow)
	charge := s.paid(t).Charge
	first, second := s.refund(charge, 1, 1000), s.refund(charge, 2, 2000)
	if got, ok, err := w.Ports.FindRefund(t.Context(), charge, first.Key); ok || err != nil {
		t.Errorf("found %v before it was made: %v", got, err)
	}
	var made []shop.RefundResult
	for _, r := range []shop.RefundRequest{first, second} {
		got, err := w.Ports.Refund(t.Context(), r)
		if err != nil || got.ID == "" || got.State != shop.CallSucceeded {
			t.Fatalf("made %+v: %v", got, err)
		}
		if again, err := w.Ports.Refund(t.Context(), r); err != nil || again.ID != got.ID {
			t.Errorf("made again %+v: %v, want %s", again, err, got.ID)
		}
		if found, ok, err := w.Ports.FindRefund(t.Context(), charge, r.Key); err != nil || !ok || found != got {
			t.Errorf("found %+v, %t, %v, want %+v", found, ok, err, got)
		}
		made = append(made, got)
	}
	if made[0].ID == made[1].ID {
		t.Errorf("both refunds are %s", made[0].ID)
	}
	if found, ok, err := w.Ports.FindRefund(t.Context(), charge, "refund:0000ELSE:1"); err != nil || ok {
		t.Errorf("found %+v for another key: %v", found, err)
	}
	w.once(t, made[0].ID, -1000)
	w.once(t, made[1].ID, -2000)
}

func refundRefused(w *trial) {
	t := w.t
	s := w.sell(t, "7K3M9QXD", PayNow)
	charge := s.paid(t).Charge
	_, err := w.Ports.Refund(t.Context(), s.refund(charge, 1, requested+1))
	wantCode(t, "refund of more than was charged", err, shop.Refused)
	_, err = w.Ports.Refund(t.Context(), s.refund(charge+"0", 2, 1000))
	wantCode(t, "refund of a charge that does not exist", err, shop.Refused)
}

// answersLost shows that an act whose answer was lost is Unavailable, is found,
// and happens once however often it is tried.
func answersLost(w *trial) {
	t := w.t
	account := w.seller(t, "1")
	for i, name := range slices.Sorted(maps.Keys(w.Losses)) {
		lose := w.Losses[name]
		order := shop.OrderID(fmt.Sprintf("0000%04d", i))
		s := w.sell(t, order, PayNow)
		charge := s.paid(t).Charge

		transfer := s.transfer(account.ID, charge, 1500)
		id := lost(t, name+": transfer", lose, func(ctx context.Context) (string, error) {
			made, err := w.Ports.Transfer(ctx, transfer)
			return made.ID, err
		}, func() (string, bool, error) {
			found, ok, err := w.Ports.FindTransfer(t.Context(), order, transfer.Key)
			return found.ID, ok, err
		})
		w.once(t, id, -1500)

		refund := s.refund(charge, 1, 1000)
		id = lost(t, name+": refund", lose, func(ctx context.Context) (string, error) {
			made, err := w.Ports.Refund(ctx, refund)
			return made.ID, err
		}, func() (string, bool, error) {
			found, ok, err := w.Ports.FindRefund(t.Context(), charge, refund.Key)
			return found.ID, ok, err
		})
		w.once(t, id, -1000)

		page := w.request(order + "X")
		lost(t, name+": checkout", lose, func(ctx context.Context) (string, error) {
			made, err := w.Ports.OpenCheckout(ctx, page)
			return made.ID, err
		}, nil)
		seller := shop.AccountRequest{Key: "account:" + name, Seller: "2", Country: w.Country}
		lost(t, name+": account", lose, func(ctx context.Context) (string, error) {
			made, err := w.Ports.OpenAccount(ctx, seller)
			return made.ID, err
		}, nil)
	}
}

// lost makes an act whose answer is lost, looks it up and tries it again. It
// returns the id that the act got in the end.
func lost(t *testing.T, doing string, lose Loss, act func(context.Context) (string, error), find func() (string, bool, error)) string {
	t.Helper()
	ctx, after := lose(t)
	_, err := act(ctx)
	wantCode(t, doing, err, shop.Unavailable)
	found := ""
	if find != nil {
		var ok bool
		if found, ok, err = find(); err != nil || !ok {
			t.Errorf("%s: found %s, %t, %v after it was made", doing, found, ok, err)
		}
	}
	after()
	id, err := act(t.Context())
	if err != nil || id == "" || found != "" && id != found {
		t.Errorf("%s: tried again it is %q, want %q: %v", doing, id, found, err)
	}
	return id
}

// once fails unless exactly one line of the platform's balance comes from the
// object, over the amount.
func (w *ProviderWorld) once(t *testing.T, source string, minor int64) {
	t.Helper()
	var lines []shop.BalanceEntry
	err := w.Ports.BalanceEntries(t.Context(), time.Time{}, func(e shop.BalanceEntry) error {
		if e.Source == source {
			lines = append(lines, e)
		}
		return nil
	})
	if err != nil || len(lines) != 1 || lines[0].Amount != w.money(minor) {
		t.Errorf("the balance has %+v of %s, want one line over %s: %v", lines, source, w.money(minor), err)
	}
}

// errStop ends an iteration early.
var errStop = errors.New("stop here")
