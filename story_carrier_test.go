package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"till/sandbox/carrier"
)

// carrierWords are what carriers do, and the tracking service.
func carrierWords() map[string]storyWord {
	return map[string]storyWord{
		"tracker": {1, 1, wordTracker},
		"scan":    {2, 3, wordScan},
		"expect":  {2, 2, wordExpect},
		"forge":   {2, 2, wordForge},
	}
}

// wordTracker has the next `till serve` use a tracking service: told or asked.
func wordTracker(_ context.Context, s *story, args []string) (string, error) {
	if args[0] != "told" && args[0] != "asked" {
		return "", fmt.Errorf("usage: tracker told (by webhook), or tracker asked, not %q", args[0])
	}
	s.tracker = args[0]
	return "", nil
}

func wordScan(ctx context.Context, s *story, args []string) (string, error) {
	return "", s.world.Scan(ctx, args[0], args[1], at(args, 2))
}

// wordExpect has the carrier expect a parcel so many days from now: `expect NUMBER +3d`.
func wordExpect(ctx context.Context, s *story, args []string) (string, error) {
	by, err := ahead(args[1])
	if err != nil {
		return "", err
	}
	return "", s.world.Expect(ctx, args[0], s.world.Clock().Now.Add(by))
}

// wordForge tells the bot of a scan that no carrier made, signed by somebody who
// does not have the secret. It must be refused.
func wordForge(ctx context.Context, s *story, args []string) (string, error) {
	if s.address == "" {
		return "", errors.New("the bot takes no webhooks")
	}
	when := s.world.Clock().Now.Format("2006-01-02T15:04:05Z")
	body := fmt.Sprintf(`{"id":"evt_1","object":"Event","mode":"test","description":"tracker.updated","result":{"id":"trk_1","object":"Tracker",`+
		`"tracking_code":%q,"status":%q,"updated_at":%q,"tracking_details":[{"status":%[2]q,"datetime":%[3]q}]}}`, args[0], args[1], when)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.address+"/webhooks/easypost", strings.NewReader(body))
	if err != nil {
		return "", err
	}
	request.Header.Set("X-Hmac-Signature", carrier.Sign([]byte(body), "a guess"))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusBadRequest {
		return "", fmt.Errorf("the bot answers %s to a forged webhook", response.Status)
	}
	return "", s.world.Settle(ctx)
}
