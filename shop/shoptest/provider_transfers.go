package shoptest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

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
	account := w.seller(t)
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

	r := s.transfer(w.seller(t).ID, charge, requested+1)
	r.Key += "0"
	_, err = w.Ports.Transfer(t.Context(), r)
	wantCode(t, "transfer of more than was charged", err, shop.Refused)
}

// transferUntied pays out of the platform's own money.
func transferUntied(w *trial) {
	t := w.t
	account := w.seller(t)
	s := sale{ProviderWorld: w.ProviderWorld, order: "7K3M9QXD"}
	r := s.transfer(account.ID, "", 2000)
	_, err := w.Ports.Transfer(t.Context(), r)
	wantBalance(t, "transfer out of an empty balance", err)
	if found, ok, err := w.Ports.FindTransfer(t.Context(), r.Order, r.Key); err != nil || ok {
		t.Errorf("found %+v though it was refused: %v", found, err)
	}
	w.TopUp(t, 2500)
	r.Key += "0"
	made, err := w.Ports.Transfer(t.Context(), r)
	if err != nil || made.ID == "" {
		t.Fatalf("made %+v: %v", made, err)
	}
	if found, ok, err := w.Ports.FindTransfer(t.Context(), r.Order, r.Key); err != nil || !ok || found != made {
		t.Errorf("found %+v, %t, %v, want %+v", found, ok, err, made)
	}
	w.once(t, made.ID, -2000)
	if line := w.of(t, made.ID)[0]; line.Charge != "" || line.Order != s.order || line.Category != "transfer" {
		t.Errorf("the transfer's line is %+v", line)
	}
	if got, err := w.Ports.SellerBalance(t.Context(), account.ID, w.Currency); err != nil || got.Available != w.money(2000) {
		t.Errorf("the seller has %+v: %v", got, err)
	}
}

func (s sale) reversal(transfer string, n, minor int64) shop.ReversalRequest {
	return shop.ReversalRequest{Key: fmt.Sprintf("reversal:%s:%d", s.order, n), Order: s.order, Transfer: transfer, Amount: s.money(minor)}
}

func reversalMade(w *trial) {
	t := w.t
	s := w.sell(t, "7K3M9QXD", PayNow)
	sent, err := w.Ports.Transfer(t.Context(), s.transfer(w.seller(t).ID, s.paid(t).Charge, 2000))
	if err != nil {
		t.Fatal(err)
	}
	first, second := s.reversal(sent.ID, 1, 1500), s.reversal(sent.ID, 2, 500)
	if got, ok, err := w.Ports.FindReversal(t.Context(), sent.ID, first.Key); ok || err != nil {
		t.Errorf("found %v before it was made: %v", got, err)
	}
	beyond := s.reversal(sent.ID, 3, 2001)
	_, err = w.Ports.Reverse(t.Context(), beyond)
	wantCode(t, "reversal of more than was transferred", err, shop.Refused)
	var made []shop.ReversalResult
	for _, r := range []shop.ReversalRequest{first, second} {
		got, err := w.Ports.Reverse(t.Context(), r)
		if err != nil || got.ID == "" {
			t.Fatalf("made %+v: %v", got, err)
		}
		if again, err := w.Ports.Reverse(t.Context(), r); err != nil || again != got {
			t.Errorf("made again %+v: %v, want %+v", again, err, got)
		}
		if found, ok, err := w.Ports.FindReversal(t.Context(), sent.ID, r.Key); err != nil || !ok || found != got {
			t.Errorf("found %+v, %t, %v, want %+v", found, ok, err, got)
		}
		w.once(t, got.ID, r.Amount.Minor)
		if line := w.of(t, got.ID)[0]; line.Category != "transfer_reversal" || line.Order != s.order || line.Charge != "" {
			t.Errorf("the reversal's line is %+v", line)
		}
		made = append(made, got)
	}
	if made[0] == made[1] {
		t.Errorf("both reversals are %s", made[0].ID)
	}
	_, err = w.Ports.Reverse(t.Context(), s.reversal(sent.ID, 4, 1))
	wantCode(t, "reversal of more than is left", err, shop.Refused)
	if found, ok, err := w.Ports.FindReversal(t.Context(), sent.ID, beyond.Key); err != nil || ok {
		t.Errorf("found %+v though it was refused: %v", found, err)
	}
	_, err = w.Ports.Reverse(t.Context(), s.reversal(sent.ID+"0", 5, 1))
	wantCode(t, "reversal of a transfer that does not exist", err, shop.Refused)
	_, _, err = w.Ports.FindReversal(t.Context(), sent.ID+"0", first.Key)
	wantCode(t, "the reversals of a transfer that does not exist", err, shop.Refused)
	first.Amount.Minor++
	_, err = w.Ports.Reverse(t.Context(), first)
	wantCode(t, "another reversal under the same key", err, shop.Internal)
}

// reversalBeyond: more than the seller has is refused as a whole.
func reversalBeyond(w *trial) {
	t := w.t
	s, account := w.sell(t, "7K3M9QXD", PayNow), w.seller(t).ID
	sent, err := w.Ports.Transfer(t.Context(), s.transfer(account, s.paid(t).Charge, 2000))
	if err != nil {
		t.Fatal(err)
	}
	w.EmptySeller(t, account)
	has := func(minor int64) {
		t.Helper()
		if got, err := w.Ports.SellerBalance(t.Context(), account, w.Currency); err != nil || got.Available != w.money(minor) || !got.Pending.IsZero() {
			t.Errorf("the seller has %+v, want %s: %v", got, w.money(minor), err)
		}
	}
	has(0)
	_, err = w.Ports.Reverse(t.Context(), s.reversal(sent.ID, 1, 500))
	wantBalance(t, "reversal when the seller has nothing", err)

	w.TopUp(t, 1000)
	more := sale{ProviderWorld: w.ProviderWorld, order: "0000MORE"}
	if _, err := w.Ports.Transfer(t.Context(), more.transfer(account, "", 300)); err != nil {
		t.Fatal(err)
	}
	beyond := s.reversal(sent.ID, 2, 500)
	_, err = w.Ports.Reverse(t.Context(), beyond)
	wantBalance(t, "reversal when the seller has less", err)
	if found, ok, err := w.Ports.FindReversal(t.Context(), sent.ID, beyond.Key); err != nil || ok {
		t.Errorf("found %+v though it was refused: %v", found, err)
	}
	has(300)
	made, err := w.Ports.Reverse(t.Context(), s.reversal(sent.ID, 3, 300))
	if err != nil {
		t.Fatalf("reversal of what the seller has: %v", err)
	}
	w.once(t, made.ID, 300)
	has(0)
}

// answersLost shows that an act whose answer was lost is Unavailable, is found,
// and happens once however often it is tried.
func answersLost(w *trial) {
	t := w.t
	account := w.seller(t)
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
		lost(t, name+": customer", lose, func(ctx context.Context) (string, error) {
			return w.Ports.OpenCustomer(ctx, "customer:"+name)
		}, nil)
	}
}

// answersLostBack is the same for money that goes back, or out.
func answersLostBack(w *trial) {
	t := w.t
	w.TopUp(t, 100_000)
	account := w.seller(t).ID
	for i, name := range slices.Sorted(maps.Keys(w.Losses)) {
		lose := w.Losses[name]
		s := w.sell(t, shop.OrderID(fmt.Sprintf("0000%04d", i)), PayNow)
		charge := s.paid(t).Charge
		untied := s.transfer(account, "", 1500)
		transfer := lost(t, name+": transfer", lose, func(ctx context.Context) (string, error) {
			made, err := w.Ports.Transfer(ctx, untied)
			return made.ID, err
		}, func() (string, bool, error) {
			found, ok, err := w.Ports.FindTransfer(t.Context(), s.order, untied.Key)
			return found.ID, ok, err
		})
		w.once(t, transfer, -1500)

		reversal := s.reversal(transfer, 1, 1000)
		id := lost(t, name+": reversal", lose, func(ctx context.Context) (string, error) {
			made, err := w.Ports.Reverse(ctx, reversal)
			return made.ID, err
		}, func() (string, bool, error) {
			found, ok, err := w.Ports.FindReversal(t.Context(), transfer, reversal.Key)
			return found.ID, ok, err
		})
		w.once(t, id, 1000)

		withdrawal := shop.WithdrawRequest{Key: fmt.Sprintf("withdrawal:%d", i), Amount: w.money(700)}
		id = lost(t, name+": withdrawal", lose, func(ctx context.Context) (string, error) {
			made, err := w.Ports.Withdraw(ctx, withdrawal)
			return made.ID, err
		}, func() (string, bool, error) {
			found, ok, err := w.Ports.FindWithdrawal(t.Context(), withdrawal.Key)
			return found.ID, ok, err
		})
		w.once(t, id, -700)

		evidence := s.evidence(w.Dispute(t, charge, requested, false, disputeReason))
		for _, submit := range []bool{false, true} {
			evidence.Submit = submit
			lost(t, fmt.Sprintf("%s: evidence (submitted: %t)", name, submit), lose, func(ctx context.Context) (string, error) {
				return evidence.Dispute, w.Ports.SendEvidence(ctx, evidence)
			}, func() (string, bool, error) {
				d := s.dispute(t, charge)
				return d.ID, (d.State == shop.DisputeInReview) == submit, nil
			})
		}
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
	if lines := w.of(t, source); len(lines) != 1 || lines[0].Amount != w.money(minor) {
		t.Errorf("the balance has %+v of %s, want one line over %s", lines, source, w.money(minor))
	}
}

// errStop ends an iteration early.
var errStop = errors.New("stop here")
