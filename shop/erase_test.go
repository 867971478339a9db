package shop_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"till/shop"
	"till/shop/money"
	"till/shop/shoptest"
	"till/storage"
)

// The people of an erasure have ids as long as Discord's, so that they can be looked
// for among bytes.
const (
	kilnSeller = shop.UserID("711111111111111111")
	mugBuyer   = shop.UserID("722222222222222222")
)

// filed is a store in a file that can show its orders.
type filed struct{ *storage.DB }

func (filed) Each(func(shop.Order, []shop.Entry)) {} // the world's own checks are made elsewhere

// newFiled makes a world over a store in a file.
func newFiled(t *testing.T, change ...func(*shop.Policy)) *world {
	t.Helper()
	w := &world{TB: t, time: start, checked: make(map[shop.OrderID]checkedState)}
	db, err := storage.Open(filepath.Join(t.TempDir(), "till.db"), storage.Options{Now: w.now})
	w.must(err)
	t.Cleanup(func() {
		if err := db.Check(t.Context()); err != nil && t.Context().Err() == nil {
			t.Errorf("the store is not sound:\n%v", err)
		}
		_ = db.Close()
	})
	w.store = filed{db}
	w.provider = shoptest.NewFakeProvider(w.now)
	w.begin(w.provider, change...)
	w.sells(kilnSeller, start.Add(-100*day), 10)
	return w
}

// content is the store's file.
func (w *world) content() []byte {
	w.Helper()
	content, err := os.ReadFile(w.store.(filed).Path())
	w.must(err)
	return content
}

// inFile looks for texts in the store's file.
func (w *world) inFile(want bool, texts ...string) {
	w.Helper()
	content := w.content()
	for _, text := range texts {
		if i := bytes.Index(content, []byte(text)); i >= 0 != want {
			w.Errorf("the file has %q: %t: %q", text, !want, content[max(0, i-80):min(len(content), i+80)])
		}
	}
}

// sold is a sale from the request to the end, with something written at every step.
func (w *world) sold() shop.OrderID {
	w.Helper()
	ctx, asKiln, asMug := w.Context(), shop.Actor{ID: kilnSeller, Locale: "de"}, shop.Actor{ID: mugBuyer, Locale: "fr"}
	photo := []byte("a photo that the seller took")
	w.update(func(tx shop.Tx) error { return tx.Photos().Put(shop.NewPhotoID(photo), photo) })
	_, err := w.AddProduct(ctx, shop.ProductInput{
		Cause: w.cause(), Actor: asKiln, Name: "Marked product", Description: "Marked description",
		Price: usd(25_00), Photo: shop.NewPhotoID(photo),
	})
	w.must(err)
	o, err := w.Request(ctx, shop.RequestInput{
		Cause: w.cause(), Actor: asKiln, Buyer: mugBuyer, Note: "Marked note", Shipping: usd(5_00),
		Lines: []shop.Line{{Item: "Kept item", Quantity: 1, Price: usd(25_00), Photo: shop.NewPhotoID(photo)}},
	})
	w.must(err)
	w.run()
	_, err = w.Say(ctx, shop.SayInput{Cause: w.cause(), Actor: asMug, Order: o.ID, Text: "Marked question"})
	w.must(err)
	_, err = w.Say(ctx, shop.SayInput{Cause: w.cause(), Actor: asKiln, Order: o.ID, Text: "Marked answer"})
	w.must(err)
	w.must(w.Block(ctx, asMug, seller))
	page, err := w.OpenCheckout(ctx, asMug, o.ID)
	w.must(err)
	w.must(w.provider.Pay(page.Session))
	w.poll()
	_, err = w.Ship(ctx, shop.ShipInput{Cause: w.cause(), Actor: asKiln, Order: o.ID, Number: "OKMARKEDNUMBER"})
	w.must(err)
	w.wait(20 * day)
	_, err = w.ConfirmReceipt(ctx, w.cause(), asMug, o.ID)
	w.must(err)
	w.wait(day)
	return o.ID
}

// TestEraseBuyer: what the buyer wrote and who they are goes, bytes and all, and
// what the seller and the books need stays.
func TestEraseBuyer(t *testing.T) {
	w := newFiled(t)
	id := w.sold()
	asMug := shop.Actor{ID: mugBuyer}
	w.inFile(true, string(mugBuyer), "Marked question", "Marked note", "OKMARKEDNUMBER", `"locale":"fr"`)
	done, err := w.Erase(t.Context(), "erase", asMug)
	w.must(err)
	if again, err := w.Erase(t.Context(), "erase", asMug); err != nil || again != done {
		t.Errorf("the same interaction again: %+v, %v; the first time: %+v", again, err, done)
	}
	if done.Orders != 1 || done.Until.Before(w.time.Add(170*day)) || done.Shop || done.Barred {
		t.Errorf("done: %+v", done)
	}
	w.wait(day)
	w.inFile(false, string(mugBuyer), "Marked question", "Marked note", `"locale":"fr"`)
	w.inFile(true, "Kept item", "Marked answer", "Marked description", "OKMARKEDNUMBER", string(kilnSeller))
	o, entries, err := w.Timeline(t.Context(), kilnSeller, id)
	w.must(err)
	if !o.Buyer.Erased() || o.Total != usd(30_00) || o.Status != shop.Completed || len(entries) != o.Entries {
		t.Errorf("the order is %+v", o)
	}
	_, err = w.Order(t.Context(), mugBuyer, id)
	w.refused(err, shop.ReasonNoOrder)
	_, err = w.Say(t.Context(), shop.SayInput{Cause: w.cause(), Actor: shop.Actor{ID: kilnSeller}, Order: id, Text: "Still there?"})
	w.refused(err, shop.ReasonErased)
	audit, err := w.Audit(t.Context(), false)
	w.must(err)
	if len(audit.Differences) > 0 {
		t.Errorf("the books: %v", audit.Differences)
	}
	w.wait(190 * day)
	w.inFile(false, "OKMARKEDNUMBER", string(mugBuyer))
}

// TestEraseSeller: the same of a shop, whose catalogue and photos go.
func TestEraseSeller(t *testing.T) {
	w := newFiled(t)
	id := w.sold()
	asKiln := shop.Actor{ID: kilnSeller}
	_, err := w.Erase(t.Context(), w.cause(), asKiln)
	w.refused(err, shop.ReasonEraseProtected)
	w.wait(60 * day)
	w.inFile(true, "a photo that the seller took", "Marked product", "Shop "+string(kilnSeller))
	done, err := w.Erase(t.Context(), w.cause(), asKiln)
	w.must(err)
	if !done.Shop {
		t.Errorf("done: %+v", done)
	}
	w.wait(day)
	account := "acct_" + string(kilnSeller)
	content := bytes.ReplaceAll(w.content(), []byte(account), nil) // is called so only here
	for _, text := range []string{string(kilnSeller), "Marked", "a photo that the seller took", "Shop 7"} {
		if text == "Marked" { // what the buyer said is theirs
			content = bytes.ReplaceAll(content, []byte("Marked question"), nil)
		}
		if i := bytes.Index(content, []byte(text)); i >= 0 {
			t.Errorf("the file has %q: %q", text, content[max(0, i-80):min(len(content), i+80)])
		}
	}
	o, err := w.Order(t.Context(), mugBuyer, id)
	w.must(err)
	if !o.Seller.Erased() || o.Item() != "Kept item" || o.Photo() != "" {
		t.Errorf("the order is %+v", o)
	}
	if shops, err := w.Shops(t.Context()); err != nil || slices.ContainsFunc(shops, func(s shop.Seller) bool { return s.ID.Erased() }) {
		t.Errorf("shops: %v, %v", shops, err)
	}
	// The bank takes the payment back: the account is still known, and is asked.
	w.provider.Dispute(o.Payment.Charge, o.Payment.Amount, false, "fraudulent")
	w.poll()
	w.wait(190 * day)
	w.inFile(true, account) // while the dispute is open
	for _, d := range w.provider.Disputes(id) {
		w.provider.EndDispute(d.ID, true, d.Amount)
	}
	w.poll()
	w.wait(40 * day)
	w.inFile(false, account, string(kilnSeller))
}

// TestEraseRefused: what is not over, and what to wait for.
func TestEraseRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		before func(w *world, id shop.OrderID)
		who    shop.Actor
		want   shop.Reason
	}{
		"a request":            {func(*world, shop.OrderID) {}, asBuyer, shop.ReasonEraseUnpaid},
		"a request, by seller": {func(*world, shop.OrderID) {}, asSeller, shop.ReasonEraseUnpaid},
		"paid": {func(w *world, id shop.OrderID) {
			w.must(w.provider.Pay(w.open(id).Session))
			w.poll()
		}, asBuyer, shop.ReasonEraseOrder},
		"a refund on its way": {func(w *world, id shop.OrderID) {
			w.must(w.provider.Pay(w.open(id).Session))
			w.poll()
			w.fault("Refund", shoptest.FaultBefore, 9)
			_, err := w.Cancel(w.Context(), w.cause(), asSeller, id)
			w.must(err)
			w.run()
		}, asBuyer, shop.ReasonEraseMoney},
		"a problem": {func(w *world, id shop.OrderID) {
			w.must(w.provider.Pay(w.open(id).Session))
			w.poll()
			w.ship(id, "")
			_, err := w.ReportProblem(w.Context(), shop.ProblemInput{Cause: w.cause(), Actor: asBuyer, Order: id, Kind: shop.ProblemDamaged, Text: "Broken"})
			w.must(err)
		}, asBuyer, shop.ReasonEraseProblem},
		"a dispute": {func(w *world, id shop.OrderID) {
			w.must(w.provider.Pay(w.open(id).Session))
			w.poll()
			w.provider.Dispute(w.order(id).Payment.Charge, usd(30_00), false, "fraudulent")
			w.poll()
		}, asBuyer, shop.ReasonEraseDispute},
		"words a moment ago": {func(w *world, id shop.OrderID) {
			_, err := w.Decline(w.Context(), w.cause(), asBuyer, id)
			w.must(err)
			w.run()
			_, err = w.Say(w.Context(), shop.SayInput{Cause: w.cause(), Actor: asBuyer, Order: id, Text: "Sorry"})
			w.must(err)
		}, asBuyer, shop.ReasonErasePace},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			id := w.request()
			tt.before(w, id)
			before := w.dump()
			w.refused(w.MayErase(t.Context(), tt.who.ID), tt.want)
			_, err := w.Erase(t.Context(), w.cause(), tt.who)
			w.refused(err, tt.want)
			if w.dump() != before {
				t.Error("something was changed")
			}
		})
	}
}

// TestEraseStrips takes what the person wrote out of messages that wait, and out of
// those that were given up.
func TestEraseStrips(t *testing.T) {
	w := newFiled(t)
	asMug := shop.Actor{ID: mugBuyer}
	down := shoptest.FaultBefore
	w.messenger.Fault = func(shop.UserID) shoptest.Fault { return down }
	w.must(w.Report(t.Context(), shop.ReportInput{Cause: w.cause(), Actor: asMug, Whom: kilnSeller, Reason: shop.ReportScam, Text: "Marked report"}))
	_, err := w.Say(t.Context(), shop.SayInput{Cause: w.cause(), Actor: asMug, Seller: kilnSeller, Text: "Marked words"})
	w.must(err)
	w.wait(4 * day)
	_, dead, err := w.Jobs(t.Context())
	w.must(err)
	if len(dead) < 2 {
		t.Fatalf("given up: %v", dead)
	}
	w.inFile(true, "Marked report", "Marked words")
	all, err := w.Export(t.Context(), mugBuyer)
	w.must(err)
	if len(all.Waiting) == 0 || all.Waiting[0].Facts["text"] != "Marked report" {
		t.Errorf("the export has %+v", all.Waiting)
	}
	_, err = w.Erase(t.Context(), w.cause(), asMug)
	w.must(err)
	w.wait(day)
	w.inFile(false, "Marked report", "Marked words", string(mugBuyer))
}

// TestEraseMissed: what somebody wrote and a closed DM did not take goes with them, and so does who
// wrote it.
func TestEraseMissed(t *testing.T) {
	w := newFiled(t)
	w.messenger.Closed[kilnSeller] = true
	_, err := w.Say(t.Context(), shop.SayInput{Cause: w.cause(), Actor: shop.Actor{ID: mugBuyer}, Seller: kilnSeller, Text: "Marked question"})
	w.must(err)
	w.run()
	if got := w.missed(kilnSeller); len(got) != 1 {
		t.Fatalf("waits for the seller: %v", got)
	}
	w.wait(day) // until what they did counts no more
	_, err = w.Erase(t.Context(), "erase", shop.Actor{ID: mugBuyer})
	w.must(err)
	w.wait(day)
	if got := w.missed(kilnSeller); got != nil {
		t.Errorf("waits for the seller still: %v", got)
	}
	w.inFile(false, string(mugBuyer), "Marked question")
}

// TestEraseWhileSent: nothing is kept of a message whose writer was erased while it was being sent.
func TestEraseWhileSent(t *testing.T) {
	for name, fault := range map[string]shoptest.Fault{"taken": shoptest.FaultNone, "refused": shoptest.FaultRefuse, "lost": shoptest.FaultAfter} {
		t.Run(name, func(t *testing.T) {
			w := newFiled(t)
			erased := false
			w.messenger.Fault = func(to shop.UserID) shoptest.Fault {
				if to != kilnSeller || erased {
					return shoptest.FaultNone
				}
				if _, err := w.Erase(t.Context(), "erase", shop.Actor{ID: mugBuyer}); err != nil {
					return shoptest.FaultBefore // what they did counts for a while
				}
				erased = true
				return fault
			}
			_, err := w.Say(t.Context(), shop.SayInput{Cause: w.cause(), Actor: shop.Actor{ID: mugBuyer}, Seller: kilnSeller, Text: "Marked question"})
			w.must(err)
			w.wait(2 * day)
			if !erased {
				t.Fatal("nobody was erased while a message was sent")
			}
			w.inFile(false, string(mugBuyer), "Marked question")
		})
	}
}

// TestEraseSuspended: that a shop is suspended outlives its erasure.
func TestEraseSuspended(t *testing.T) {
	w := newFiled(t)
	_, err := w.Suspend(t.Context(), w.cause(), asOperator, kilnSeller)
	w.must(err)
	w.run()
	done, err := w.Erase(t.Context(), w.cause(), shop.Actor{ID: kilnSeller})
	w.must(err)
	if !done.Barred || done.Orders != 0 {
		t.Errorf("done: %+v", done)
	}
	again, err := w.SetUp(t.Context(), shop.SetUpInput{Cause: w.cause(), Actor: shop.Actor{ID: kilnSeller}, Name: "New kiln", Country: "US"})
	w.must(err)
	w.refused(w.Admitted(again), shop.ReasonSuspended)
}

// TestCollectionsErased: each of the store's collections is known to Export and Erase,
// or has nothing of a person. Whoever adds one says which, and erases from it.
func TestCollectionsErased(t *testing.T) {
	known := map[string]string{
		"Orders": "exported; under a pseudonym", "Journal": "exported; under a pseudonym",
		"Sellers": "exported; erased but for the account", "SellerJournal": "exported; under a pseudonym",
		"Products": "exported; erased", "Photos": "exported; erased when nothing else shows them",
		"People": "exported; erased", "Conversations": "exported; what they said is erased",
		"Reviews": "exported; what they wrote is erased",
		"Watches": "a parcel's number, as the order has it; erased",
		"Jobs":    "messages to them and reports are exported; erased", "Backlog": "as Jobs",
		"Marks":   "names of interactions and events, and how far things were read: nothing of a person",
		"Erasure": "no collection",
	}
	for method := range reflect.TypeFor[shop.Tx]().Methods() {
		if name := method.Name; known[name] == "" {
			t.Errorf("the collection %s is new: have Export and Erase see to it, then say here what they do", name)
		}
	}
}

// TestExport: each side gets what is theirs, and of the other only the id and the
// words to them.
func TestExport(t *testing.T) {
	w := newFiled(t)
	w.sold()
	for who, tt := range map[shop.UserID]struct{ has, hasNot []string }{
		mugBuyer: {
			[]string{"Marked question", "Marked answer", "Marked note", "Kept item", "OKMARKEDNUMBER", `"locale":"fr"`, `"blocked":["100"]`, string(kilnSeller)},
			[]string{"acct_", `"payouts"`, `"transferred"`, `"platform_fee"`, "Marked description", `"channel":"dm-` + string(kilnSeller)},
		},
		kilnSeller: {
			[]string{"Marked question", "Marked product", "Marked description", "acct_" + string(kilnSeller), `"payouts"`, string(mugBuyer), `"photos":{"`},
			[]string{`"locale":"fr"`, `"url":"https://pay`, `"channel":"dm-` + string(mugBuyer)},
		},
	} {
		all, err := w.Export(t.Context(), who)
		w.must(err)
		content, err := json.Marshal(all)
		w.must(err)
		for _, text := range tt.has {
			if !bytes.Contains(content, []byte(text)) {
				t.Errorf("%s does not get %q", who, text)
			}
		}
		for _, text := range tt.hasNot {
			if bytes.Contains(content, []byte(text)) {
				t.Errorf("%s gets %q", who, text)
			}
		}
		if strings.Contains(string(content), string(operator)) {
			t.Errorf("%s gets an operator's id", who)
		}
	}
	nobody, err := w.Export(t.Context(), "799999999999999999")
	w.must(err)
	if nobody.Person != nil || nobody.Shop != nil || len(nobody.Sold)+len(nobody.Bought)+len(nobody.Conversations) > 0 {
		t.Errorf("of nobody: %+v", nobody)
	}
}

// TestPhotosReplaced: a picture that nothing shows any more goes after a day; one that
// something shows stays.
func TestPhotosReplaced(t *testing.T) {
	w := newWorld(t)
	first, second := []byte("first picture"), []byte("second picture")
	w.update(func(tx shop.Tx) error {
		if err := tx.Photos().Put(shop.NewPhotoID(second), second); err != nil {
			return err
		}
		return tx.Photos().Put(shop.NewPhotoID(first), first)
	})
	there := func(content []byte, want bool) {
		t.Helper()
		_, err := w.Photo(t.Context(), shop.NewPhotoID(content))
		if err != nil && shop.CodeOf(err) != shop.NotFound || (err == nil) != want {
			t.Errorf("%s is there: %v", content, err)
		}
	}
	p, err := w.AddProduct(t.Context(), shop.ProductInput{
		Cause: w.cause(), Actor: asSeller, Name: "Mug", Price: usd(25_00), Shipping: money.New(0, "USD"), Photo: shop.NewPhotoID(first),
	})
	w.must(err)
	in := input()
	in.Lines[0].Photo = shop.NewPhotoID(first)
	o := w.requestOf(in)
	_, err = w.EditProduct(t.Context(), w.cause(), asSeller, p.ID, shop.ProductChange{Photo: new(shop.NewPhotoID(second))})
	w.must(err)
	w.wait(2 * day)
	there(first, true) // the request shows it
	_, err = w.Revise(t.Context(), shop.ReviseInput{Cause: w.cause(), Actor: asSeller, Order: o.ID, Terms: shop.Terms{
		Lines: []shop.Line{{Item: "Mug", Quantity: 1, Price: usd(20_00)}},
	}})
	w.must(err)
	w.run()
	there(first, true) // somebody may show it again
	w.wait(2 * day)
	there(first, false)
	there(second, true)
	_, err = w.RemoveProduct(t.Context(), w.cause(), asSeller, p.ID)
	w.must(err)
	w.wait(2 * day)
	there(second, false)
}
