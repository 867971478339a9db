package storage

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"till/shop"
	"till/shop/job"
	"till/shop/ledger"
	"till/shop/money"
)

// childVariable makes the test binary play another process: it says which.
const childVariable = "TILL_STORAGE_CHILD"

// children are what the test binary can be beside a test.
func children() map[string]func(path string) error {
	return map[string]func(string) error{"hold": holdChild, "change": changeChild, "fill": fillChild, "many": manyChild, "compact": compactChild}
}

func TestMain(m *testing.M) {
	if name := os.Getenv(childVariable); name != "" {
		if err := children()[name](os.Args[1]); err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child is another process, which says line by line what it does and goes on
// at each line that it is given.
type child struct {
	cmd   *exec.Cmd
	says  *bufio.Scanner
	tells func(line string) error
}

func startChild(t *testing.T, name, path string) *child {
	t.Helper()
	cmd := exec.Command(os.Args[0], path)
	cmd.Env = append(os.Environ(), childVariable+"="+name)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c := &child{cmd: cmd, says: bufio.NewScanner(out), tells: func(line string) error {
		_, err := fmt.Fprintln(in, line)
		return err
	}}
	t.Cleanup(c.kill)
	return c
}

// kill ends the process with SIGKILL and waits for its end.
func (c *child) kill() {
	_ = c.cmd.Process.Kill()
	_ = c.cmd.Wait()
}

// step says something and waits to be told to go on.
func step(what string) {
	fmt.Println(what)
	// Byte by byte, up to the line's end: what is read ahead would be lost, and
	// what is left over would be the leave for the next step.
	for b := make([]byte, 1); b[0] != '\n'; {
		if _, err := os.Stdin.Read(b); err != nil {
			return
		}
	}
}

// holdChild keeps a store open.
func holdChild(path string) error {
	db, err := Open(path, Options{})
	if err != nil {
		return err
	}
	step("open")
	return db.Close()
}

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// newOrder makes the n-th order, as a payment leaves it.
// There are few people, so that they have several orders each.
func newOrder(n int) shop.Order {
	price := money.New(2500, "USD")
	id := shop.NewOrderID([5]byte{byte(n * 151), byte(n >> 16), byte(n * 53), byte(n >> 8), byte(n)})
	return shop.Order{
		ID: id, Seller: shop.UserID(fmt.Sprint(1000 + n%3)), Buyer: shop.UserID(fmt.Sprint(5000 + n%4)),
		Status: shop.Paid, Lines: []shop.Line{{Item: "A thing", Quantity: 1, Price: price}},
		Shipping: money.New(0, "USD"), Tax: money.New(0, "USD"), Total: price,
		Checkouts: []shop.Checkout{{N: 1, State: shop.CheckoutDone, Session: fmt.Sprintf("cs_%d", n)}},
		Payment:   &shop.Payment{Session: fmt.Sprintf("cs_%d", n), Intent: fmt.Sprintf("pi_%d", n), Charge: fmt.Sprintf("ch_%d", n), Amount: price},
		CreatedAt: noon.Add(time.Duration(n) * time.Second), ExpiresAt: noon.Add(72 * time.Hour),
	}
}

func cardKey(o shop.Order, r shop.Role) job.Key {
	return job.Key(fmt.Sprintf("card:%s:%s", o.ID, r))
}

// change is one change of an order as the shop makes it: the status, a journal
// entry with a posting, a job done, messages to both sides. between is called
// after each step.
func change(tx shop.Tx, id shop.OrderID, to shop.Status, between func(string)) error {
	o, err := tx.Orders().Get(id)
	if err != nil {
		return err
	}
	from := o.Status
	o.Status = to
	o.Entries++
	posting := ledger.Posting{Debit: ledger.Held, Credit: ledger.Charged, Amount: o.Total}
	if err := o.Book.Post(posting); err != nil {
		return err
	}
	at := o.CreatedAt.Add(time.Hour)
	message := func(r shop.Role) job.Job {
		return job.Job{
			Key: cardKey(o, r), Kind: "notice", Lane: job.Lane("dm:" + o.Person(r)),
			Order: string(id), Due: at, CreatedAt: at, Payload: []byte(`{"kind":"card","to":"` + string(o.Person(r)) + `"}`),
		}
	}
	for _, act := range []struct {
		what string
		do   func() error
	}{
		{"journal", func() error {
			return tx.Journal().Append(id, shop.Entry{
				N: o.Entries, At: at, Act: shop.Act(shop.EventShip), Actor: o.Seller, From: from, To: to,
				Postings: []ledger.Posting{posting}, Facts: map[string]string{"carrier": "ups"},
			})
		}},
		{"order", func() error { return tx.Orders().Put(o) }},
		{"buyer", func() error { return tx.Jobs().Put(message(shop.RoleBuyer)) }},
		{"seller", func() error { return tx.Jobs().Put(message(shop.RoleSeller)) }},
		{"mark", func() error { return tx.Marks().Put(fmt.Sprintf("cause:%s:%d", id, o.Entries), string(id)) }},
	} {
		if err := act.do(); err != nil {
			return fmt.Errorf("%s: %w", act.what, err)
		}
		between(act.what)
	}
	return nil
}

// changeChild makes orders and changes them, for ever, and stops at each step.
func changeChild(path string) error {
	db, err := Open(path, Options{})
	if err != nil {
		return err
	}
	step("open")
	for n := 0; ; n++ {
		if err := db.Update(context.Background(), func(tx shop.Tx) error {
			step("begun")
			return errors.Join(tx.Orders().Put(newOrder(n)), change(tx, newOrder(n).ID, shop.Shipped, step))
		}); err != nil {
			return err
		}
		step("committed")
	}
}
