package sandbox

import (
	"io"
	"net/http"
	"slices"
	"testing"
)

func TestPlanIsTheSeeds(t *testing.T) {
	kinds := []string{"a", "b", "c", "d"}
	draw := func(seed uint64) (drawn []string) {
		s := new(Sandbox)
		if err := s.Plan(seed, 20); err != nil {
			t.Fatal(err)
		}
		of := s.plan.of("stripe")
		for range 10_000 {
			drawn = append(drawn, of("POST /v1/refunds", kinds))
		}
		return drawn
	}
	first := draw(7)
	if !slices.Equal(first, draw(7)) || slices.Equal(first, draw(8)) {
		t.Error("the draws are not the seed's")
	}
	count := map[string]int{}
	for _, kind := range first {
		count[kind]++
	}
	if struck := 10_000 - count[""]; struck < 400 || struck > 600 {
		t.Errorf("%d of 10,000 calls misbehave, and 1 in 20 was asked for", struck)
	}
	for _, kind := range kinds {
		if count[kind] < 75 {
			t.Errorf("%s struck %d times only", kind, count[kind])
		}
	}
}

// What becomes of a call does not depend on calls of other kinds in between.
func TestPlanCountsEachCallAlone(t *testing.T) {
	kinds := []string{"a", "b"}
	alone, among := new(Sandbox), new(Sandbox)
	for _, s := range []*Sandbox{alone, among} {
		if err := s.Plan(1, 3); err != nil {
			t.Fatal(err)
		}
	}
	for n := range 100 {
		if n%3 == 0 {
			among.plan.of("discord")("MESSAGE_CREATE", kinds)
		}
		a, b := alone.plan.of("stripe")("GET /v1/events", kinds), among.plan.of("stripe")("GET /v1/events", kinds)
		if a != b {
			t.Fatalf("call %d: %q, and among others %q", n, a, b)
		}
	}
}

// A plan strikes each service's calls until it is ended, and tells what it did.
func TestPlanStrikes(t *testing.T) {
	s := start(t)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}} // Go would repeat on a stale one
	get := func(address, user string, header ...string) int {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.SetBasicAuth(user, "")
		if len(header) > 0 {
			r.Header.Set("Authorization", header[0])
		}
		w, err := client.Do(r)
		if err != nil {
			return 0
		}
		defer w.Body.Close()
		if _, err := io.ReadAll(w.Body); err != nil {
			return 0
		}
		return w.StatusCode
	}
	card := s.Card()
	calls := func() (codes []int) {
		return []int{
			get(card.StripeAPI+"/v1/events", card.StripeKey),
			get(card.CarrierAPI+"/trackers", card.CarrierKey),
			get(card.DiscordAPI+"/v10/users/@me", "", "Bot "+card.BotToken), // brings nobody a message
		}
	}
	if status, answer := call(t, s, "POST", "/plan", `{"seed":3,"one_in":1}`); status != http.StatusOK {
		t.Fatal(answer)
	}
	for range 20 {
		for i, code := range calls() {
			if ok := code == http.StatusOK; ok != (i == 2) {
				t.Fatalf("call %d: %d", i, code)
			}
		}
	}
	kinds := map[string]bool{}
	for _, k := range s.Strikes() {
		kinds[k.Service+" "+k.Kind] = true
	}
	if len(s.Strikes()) != 40 || len(kinds) != 10 {
		t.Errorf("%d strikes of the kinds %v, want all five of two services", len(s.Strikes()), kinds)
	}
	if status, answer := call(t, s, "POST", "/plan", `{"seed":3,"one_in":0}`); status != http.StatusOK {
		t.Fatal(answer)
	}
	if codes := calls(); !slices.Equal(codes, []int{200, 200, 200}) {
		t.Errorf("the plan has ended: %v", codes)
	}
	if status, _ := call(t, s, "POST", "/plan", `{"seed":3,"one_in":-1}`); status != http.StatusBadRequest {
		t.Errorf("a share below zero: %d", status)
	}
	if status, answer := call(t, s, "GET", "/plan", ""); status != http.StatusOK || len(answer["strikes"].([]any)) != 40 {
		t.Errorf("%d %v", status, answer)
	}
}
