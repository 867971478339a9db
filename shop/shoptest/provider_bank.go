package shoptest

import (
	"time"

	"till/shop"
	"till/shop/money"
)

// bankPayoutsListed shows a seller's payouts to the bank, which the platform's
// events do not tell of.
func bankPayoutsListed(w *trial) {
	t := w.t
	account, from := w.seller(t).ID, w.Now()
	if got, err := w.Ports.BankPayouts(t.Context(), account); err != nil || len(got) != 0 {
		t.Errorf("at first there are %+v: %v", got, err)
	}
	w.TopUp(t, 5000)
	var amounts []money.Money
	for _, order := range []shop.OrderID{"00000001", "00000002"} {
		s := sale{ProviderWorld: w.ProviderWorld, order: order}
		amounts = append([]money.Money{w.money(int64(1000 * (len(amounts) + 1)))}, amounts...)
		if _, err := w.Ports.Transfer(t.Context(), s.transfer(account, "", amounts[0].Minor)); err != nil {
			t.Fatal(err)
		}
		w.EmptySeller(t, account)
		got, err := w.Ports.BankPayouts(t.Context(), account)
		if err != nil || len(got) != len(amounts) {
			t.Fatalf("the payouts are %+v: %v, want %v", got, err, amounts)
		}
		for i, p := range got {
			if p.ID == "" || p.Amount != amounts[i] || p.State == shop.BankFailed || p.Why != "" || p.Arrival.IsZero() {
				t.Errorf("payout %d is %+v, want one of %s", i, p, amounts[i])
			}
		}
	}
	has := func(when string, minor int64) {
		t.Helper()
		if got, err := w.Ports.SellerBalance(t.Context(), account, w.Currency); err != nil || got.Available != w.money(minor) {
			t.Errorf("%s the seller has %+v, want %s: %v", when, got, w.money(minor), err)
		}
	}
	has("paid out", 0)
	w.Wait(t, week)
	before, err := w.Ports.BankPayouts(t.Context(), account)
	if err != nil || before[0].State != shop.BankPaid {
		t.Fatalf("a week later the payouts are %+v: %v", before, err)
	}
	w.FailBankPayout(t, account)
	got, err := w.Ports.BankPayouts(t.Context(), account)
	if err != nil || len(got) != 2 || got[1] != before[1] || got[0].ID != before[0].ID || got[0].State != shop.BankFailed || got[0].Why == "" {
		t.Errorf("after one failed they are %+v: %v", got, err)
	}
	has("after one failed", 2000)

	events, err := w.Ports.EventsSince(t.Context(), from)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if e.Subject == shop.SubjectAccount || e.Account != "" || e.Object == got[0].ID || e.Object == account {
			t.Errorf("the platform's list tells of the seller's: %+v", e)
		}
	}
	for _, line := range w.entries(t, time.Time{}) {
		if line.Category == "payout" || line.Category == "payout_reversal" {
			t.Errorf("the platform's balance has %+v", line)
		}
	}
	_, err = w.Ports.BankPayouts(t.Context(), account+"0")
	wantCode(t, "the payouts of an account that does not exist", err, shop.Refused)
}

// balancesFetched: what is there is what was booked.
func balancesFetched(w *trial) {
	t := w.t
	account := w.seller(t).ID
	check := func(when string, sellers int64) shop.Balance {
		t.Helper()
		var booked int64
		for _, e := range w.entries(t, time.Time{}) {
			booked += e.Amount.Minor - e.Fee.Minor
		}
		got, err := w.Ports.Balance(t.Context(), w.Currency)
		if err != nil || got.Available.Currency != w.Currency || got.Pending.Currency != w.Currency || got.Available.Minor+got.Pending.Minor != booked {
			t.Errorf("%s the platform has %+v, and %d is booked: %v", when, got, booked, err)
		}
		seller, err := w.Ports.SellerBalance(t.Context(), account, w.Currency)
		if err != nil || seller.Available.Currency != w.Currency || seller.Available.Minor+seller.Pending.Minor != sellers {
			t.Errorf("%s the seller has %+v, want %d: %v", when, seller, sellers, err)
		}
		return got
	}
	check("at first", 0)
	s := w.sell(t, "7K3M9QXD", PayNow)
	charge := s.paid(t).Charge
	check("paid", 0)
	sent, err := w.Ports.Transfer(t.Context(), s.transfer(account, charge, 2000))
	if err != nil {
		t.Fatal(err)
	}
	check("transferred", 2000)
	if _, err := w.Ports.Reverse(t.Context(), s.reversal(sent.ID, 1, 300)); err != nil {
		t.Fatal(err)
	}
	check("reversed", 1700)
	if _, err := w.Ports.Refund(t.Context(), s.refund(charge, 1, 400)); err != nil {
		t.Fatal(err)
	}
	check("refunded", 1700)
	w.Wait(t, 4*24*time.Hour)
	if got := check("settled", 1700); !got.Pending.IsZero() {
		t.Errorf("settled the platform has %+v, want nothing pending", got)
	}
	// The bank takes what is not there.
	w.Dispute(t, charge, requested-400, false, disputeReason)
	if got := check("disputed", 1700); !got.Available.IsNegative() {
		t.Errorf("disputed the platform has %+v, want less than nothing", got)
	}

	for _, c := range []money.Currency{"JPY", "KWD"} {
		want := shop.Balance{Available: money.New(0, c), Pending: money.New(0, c)}
		if got, err := w.Ports.Balance(t.Context(), c); err != nil || got != want {
			t.Errorf("in %s the platform has %+v: %v", c, got, err)
		}
		if got, err := w.Ports.SellerBalance(t.Context(), account, c); err != nil || got != want {
			t.Errorf("in %s the seller has %+v: %v", c, got, err)
		}
	}
	_, err = w.Ports.SellerBalance(t.Context(), account+"0", w.Currency)
	wantCode(t, "the balance of an account that does not exist", err, shop.Refused)
}

func withdrawalMade(w *trial) {
	t := w.t
	r := shop.WithdrawRequest{Key: "withdrawal:1", Amount: w.money(2000)}
	_, err := w.Ports.Withdraw(t.Context(), r)
	wantBalance(t, "withdraw from an empty balance", err)
	if found, ok, err := w.Ports.FindWithdrawal(t.Context(), r.Key); ok || err != nil {
		t.Errorf("found %+v though it was refused: %v", found, err)
	}
	w.TopUp(t, 5000)
	r.Key = "withdrawal:2"
	made, err := w.Ports.Withdraw(t.Context(), r)
	if err != nil || made.ID == "" || made.State != shop.BankUnderway || made.Amount != r.Amount || !made.Arrival.After(w.Now()) || made.Why != "" {
		t.Fatalf("made %+v: %v", made, err)
	}
	if again, err := w.Ports.Withdraw(t.Context(), r); err != nil || again != made {
		t.Errorf("made again %+v: %v, want %+v", again, err, made)
	}
	if found, ok, err := w.Ports.FindWithdrawal(t.Context(), r.Key); err != nil || !ok || found != made {
		t.Errorf("found %+v, %t, %v, want %+v", found, ok, err, made)
	}
	if found, ok, err := w.Ports.FindWithdrawal(t.Context(), r.Key+"0"); ok || err != nil {
		t.Errorf("found %+v for another key: %v", found, err)
	}
	w.once(t, made.ID, -2000)
	if line := w.of(t, made.ID)[0]; line.Category != "payout" || line.Order != "" || line.Charge != "" {
		t.Errorf("the withdrawal's line is %+v", line)
	}
	if got, err := w.Ports.Balance(t.Context(), w.Currency); err != nil || got.Available != w.money(3000) {
		t.Errorf("the platform has %+v: %v", got, err)
	}
	_, err = w.Ports.Withdraw(t.Context(), shop.WithdrawRequest{Key: "withdrawal:3", Amount: w.money(3001)})
	wantBalance(t, "withdraw more than there is", err)
	r.Amount.Minor++
	_, err = w.Ports.Withdraw(t.Context(), r)
	wantCode(t, "another withdrawal under the same key", err, shop.Internal)

	w.Wait(t, week)
	made.State = shop.BankPaid
	if found, ok, err := w.Ports.FindWithdrawal(t.Context(), r.Key); err != nil || !ok || found != made {
		t.Errorf("a week later it is %+v, %t, %v, want %+v", found, ok, err, made)
	}
}
