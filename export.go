package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"till/commands"
	"till/shop"
	"till/shop/ledger"
)

// exportCommand is `till export`.
type exportCommand struct {
	storeFlags `embed:""`
	What       string `arg:"" help:"orders: a line for each, with its accounts; books: a line for each posting." enum:"orders,books"`
	Format     string `help:"csv or jsonl: an object of JSON in each line (default ${default})." enum:"csv,jsonl" default:"csv"`
}

// exportLine is a line of the answer about an export: a row, or how it ended.
type exportLine struct {
	Row   []string `json:"row,omitempty"`
	Error string   `json:"error,omitempty"`
}

// Run prints the export, by the till that serves on the store, or opens it itself.
func (c *exportCommand) Run(p *program) error {
	write, flush := c.writer(p.stdout)
	err := hearServer(p.ctx, c.Store, http.MethodGet, "/export?what="+c.What, func(answer io.Reader) error {
		lines := json.NewDecoder(answer)
		for {
			var line exportLine
			if err := lines.Decode(&line); err != nil {
				return fmt.Errorf("the till that serves broke off, so the export is not complete: %w", err)
			}
			switch {
			case line.Error != "":
				return fmt.Errorf("the till that serves says: %s", line.Error)
			case line.Row == nil:
				return nil // the end
			}
			if err := write(line.Row); err != nil {
				return err
			}
		}
	})
	if errors.Is(err, errNobody) {
		err = c.alone(true, func(s *shop.Shop) error { return export(p.ctx, s, c.What, write) })
	}
	return errors.Join(err, flush())
}

// writer returns what writes rows, of which the first has the columns' names.
func (c *exportCommand) writer(to io.Writer) (write func([]string) error, flush func() error) {
	if c.Format == "csv" {
		w := csv.NewWriter(to)
		return func(row []string) error { return w.Write(cells(row)) }, func() error { w.Flush(); return w.Error() }
	}
	var names []string
	lines := json.NewEncoder(to)
	return func(row []string) error {
		if names == nil {
			names = row
			return nil
		}
		object := make(map[string]string, len(row))
		for i, name := range names {
			object[name] = row[i]
		}
		return lines.Encode(object)
	}, func() error { return nil }
}

// cells is a row that no spreadsheet takes for formulas; its numbers stay numbers.
func cells(row []string) []string {
	row = slices.Clone(row)
	for i, text := range row {
		if _, err := strconv.ParseFloat(text, 64); err != nil {
			row[i] = commands.Cell(text)
		}
	}
	return row
}

// answerExport exports from the store that this till serves on. A line without a
// row is the end.
func (s *service) answerExport(w http.ResponseWriter, r *http.Request) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Time{}) // it takes as long as it takes
	lines := json.NewEncoder(w)
	last := exportLine{}
	if err := export(r.Context(), s.shop, r.URL.Query().Get("what"), func(row []string) error {
		return lines.Encode(exportLine{Row: row})
	}); err != nil {
		last.Error = err.Error()
	}
	_ = lines.Encode(last) // the caller may be gone
}

// export gives the rows of an export, first the columns' names. Times are RFC 3339 in
// UTC, amounts decimal; people are their Discord ids, and nothing that they wrote is
// in it but what items are called.
func export(ctx context.Context, s *shop.Shop, what string, row func([]string) error) error {
	if what == "books" {
		if err := row([]string{"order", "entry", "at", "act", "actor", "debit", "credit", "currency", "amount"}); err != nil {
			return err
		}
		return s.EachOrder(ctx, func(o shop.Order, entries []shop.Entry) error {
			for _, e := range entries {
				for _, p := range e.Postings {
					if err := row([]string{
						string(o.ID), strconv.Itoa(e.N), instant(e.At), string(e.Act), string(e.Actor),
						string(p.Debit), string(p.Credit), string(p.Amount.Currency), p.Amount.Decimal(),
					}); err != nil {
						return err
					}
				}
			}
			return nil
		})
	}
	names := []string{"order", "status", "seller", "buyer", "items", "currency", "total", "created", "shipped", "delivered", "closed"}
	for _, account := range ledger.Accounts() {
		names = append(names, string(account))
	}
	if err := row(names); err != nil {
		return err
	}
	return s.EachOrder(ctx, func(o shop.Order, _ []shop.Entry) error {
		values := []string{
			string(o.ID), string(o.Status), string(o.Seller), string(o.Buyer), commands.Items(o), string(o.Total.Currency), o.Total.Decimal(),
			instant(o.CreatedAt), instant(o.ShippedAt), instant(o.DeliveredAt), instant(o.ClosedAt),
		}
		for _, account := range ledger.Accounts() {
			balance := o.Book.Balance(account)
			balance.Currency = o.Total.Currency // an empty book has none
			values = append(values, balance.Decimal())
		}
		return row(values)
	})
}

// instant writes a time; the zero one as nothing.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
