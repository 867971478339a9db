package commands

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"till/shop"
)

const (
	routeExport   = "export"
	routeErase    = "erase"     // asks once more
	routeEraseYes = "erase_yes" // erases
)

// exportName is the exported file's name, without its ending.
const exportName = "till-export"

// privacy is /privacy: what is kept about whoever asks, to be taken along or erased.
func (t *Till) privacy() command {
	return command{
		Definition: Definition{Kind: Command, Name: "privacy", Description: string(defPrivacy)},
		run:        t.showPrivacy,
		routes: map[string]handler{
			routeExport:   t.export,
			routeErase:    t.askErase,
			routeEraseYes: t.erase,
		},
	}
}

// showPrivacy says in a few lines what is kept and why.
func (t *Till) showPrivacy(ctx context.Context, r Request) Reply {
	v := r.voice()
	_, provider := t.shop.Held()
	provider = plain(provider)
	lines := []string{v.say(txtPrivacyPerson), v.say(txtPrivacyOrders), v.say(txtPrivacyWords)}
	switch _, err := t.shop.Seller(ctx, r.Actor.ID); {
	case err == nil:
		lines = append(lines, v.say(txtPrivacyShop, "provider", provider))
	case shop.ReasonOf(err) != shop.ReasonNotSeller:
		return t.refuse(v, err)
	}
	lines = append(lines, v.say(txtPrivacyProvider, "provider", provider), v.say(txtPrivacyChoices))
	return Reply{Private: true, Message: Message{
		Cards: []Card{{Color: Neutral, Title: v.say(txtPrivacy), Body: strings.Join(lines, "\n")}},
		Rows:  buttons(button(v.say(btnExport), Primary, routeExport), button(v.say(btnErase), Danger, routeErase)),
	}}
}

// export gives everything as a file. It may take a while.
func (t *Till) export(_ context.Context, r Request) Reply {
	v := r.voice()
	return Reply{Private: true, Later: func(ctx context.Context) Reply {
		all, err := t.shop.Export(ctx, r.Actor.ID)
		if err != nil {
			return t.refuse(v, err)
		}
		said := txtExported
		file, ending, err := exported(all)
		if err == nil && ending == "" && len(all.Photos) > 0 {
			all.Photos, said = nil, txtExportedBare
			file, ending, err = exported(all)
		}
		if err != nil {
			return t.refuse(v, err)
		}
		operator, _ := t.shop.Held()
		if ending == "" {
			return private(v.say(txtExportLarge, "operator", plain(operator)))
		}
		kind := "application/json"
		if ending == packedEnding {
			kind = "application/zip"
		}
		reply := private(v.say(said, "operator", plain(operator)), button(v.say(btnErase), Danger, routeErase))
		reply.Made = []File{{Name: exportName + ending, Type: kind, Content: file}}
		return reply
	}}
}

// exported is the file and the end of its name; nothing when it is too large to be
// sent.
func exported(all shop.Export) (file []byte, ending string, err error) {
	content, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return nil, "", fmt.Errorf("encode an export: %w", err)
	}
	return packed(exportName, ".json", content, maxTable, maxPacked)
}

// askErase says what will be gone, unless it cannot be erased now.
func (t *Till) askErase(ctx context.Context, r Request) Reply {
	v := r.voice()
	if err := t.shop.MayErase(ctx, r.Actor.ID); err != nil {
		return t.refuseErasing(v, err)
	}
	said := txtEraseAsk
	switch _, err := t.shop.Seller(ctx, r.Actor.ID); {
	case err == nil:
		said = txtEraseAskShop
	case shop.ReasonOf(err) != shop.ReasonNotSeller:
		return t.refuse(v, err)
	}
	operator, provider := t.shop.Held()
	return private(v.say(said, "operator", plain(operator), "provider", plain(provider)),
		button(v.say(btnEraseYes), Danger, routeEraseYes),
		button(v.say(btnExportFirst), Secondary, routeExport))
}

// erase erases, and says what stays and until when.
func (t *Till) erase(ctx context.Context, r Request) Reply {
	v := r.voice()
	done, err := t.shop.Erase(ctx, r.Cause, r.actor())
	if err != nil {
		return t.refuseErasing(v, err)
	}
	operator, provider := t.shop.Held()
	lines := []string{v.say(txtErased)}
	if done.Orders > 0 {
		lines = append(lines, v.say(txtErasedBooks, "orders", v.count(done.Orders, txtErasedOrder, txtErasedOrders)))
	}
	if !done.Until.IsZero() {
		until := txtErasedUntil
		if done.Shop {
			until = txtErasedUntilShop
		}
		lines = append(lines, v.say(until, "when", exactTime(done.Until), "provider", plain(provider)))
	}
	if done.Barred {
		lines = append(lines, v.say(txtErasedBarred, "operator", plain(operator)))
	}
	lines = append(lines, v.say(txtErasedElsewhere, "operator", plain(operator), "provider", plain(provider)))
	return Reply{Private: true, Update: true, Message: Message{Text: strings.Join(lines, "\n")}}
}

// refuseErasing says what is in the way, and leads there.
func (t *Till) refuseErasing(v voice, err error) Reply {
	order, next := shop.OrderOf(err), []Button{}
	if order != "" {
		next = append(next, button(v.say(btnOpenOrder), Primary, NewRoute(routeOpen, string(order))))
	}
	next = append(next, button(v.say(btnExport), Secondary, routeExport))
	reply := t.refuse(v, err)
	reply.Rows = append(reply.Rows, buttons(next...)...)
	return reply
}
