package shop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"till/shop/job"
)

// SetUpInput is somebody's wish to sell.
type SetUpInput struct {
	Cause   string
	Actor   Actor
	Name    string // of the shop
	Country string // ISO 3166-1 alpha-2; fixed once the provider has made the account
}

// SetUp opens somebody's shop, or gives it another name. It does not talk to
// the provider: Onboard does.
func (s *Shop) SetUp(ctx context.Context, in SetUpInput) (Seller, error) {
	country := strings.ToUpper(strings.TrimSpace(in.Country))
	if len(country) != 2 || strings.Trim(country, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return Seller{}, refuse(Invalid, ReasonCountry, "country %q", in.Country)
	}
	var seller Seller
	err := s.store.Update(ctx, func(tx Tx) error {
		if err := s.meet(tx, in.Actor); err != nil {
			return err
		}
		name, err := s.shopName(tx, in.Actor.ID, in.Name)
		if err != nil {
			return err
		}
		seller, err = tx.Sellers().Get(in.Actor.ID)
		if err != nil && CodeOf(err) != NotFound {
			return err
		}
		opens := err != nil
		if opens {
			seller = Seller{ID: in.Actor.ID, Country: country, Since: s.now()}
		}
		if s.unlisted(seller) {
			return refuse(Forbidden, ReasonNotListed, "not on the list of sellers")
		}
		if seller.Account == "" {
			seller.Country = country
		} else if seller.Country != country {
			return refuse(Conflict, ReasonCountryFixed, "the account is in %s", seller.Country)
		}
		seller.Name = name
		if opens {
			return s.opened(tx, &seller)
		}
		return tx.Sellers().Put(seller)
	})
	return seller, err
}

// opened begins the record of a new shop, and asks the operators for their yes
// where it needs one. What the provider needs can be given meanwhile.
func (s *Shop) opened(tx Tx, seller *Seller) error {
	if s.cfg.Policy.Sellers == AdmitApproval {
		seller.Standing = Waiting
	}
	if err := tx.Sellers().Put(*seller); err != nil {
		return err
	}
	if err := s.record(tx, seller, seller.ID, SellerOpened, nil); err != nil {
		return err
	}
	if seller.Standing == Waiting {
		if err := s.alertOthers(tx, *seller, "", AlertSellerWaits); err != nil {
			return err
		}
	}
	return tx.Sellers().Put(*seller)
}

// shopName is a name that the seller's shop may have.
func (s *Shop) shopName(tx Tx, id UserID, text string) (string, error) {
	name, err := cleanLine(text, MaxName, ReasonShopName, ReasonShopName)
	if err != nil {
		return "", err
	}
	if key := NameKey(name); key == "" || mixed(name) || key == NameKey(s.cfg.Provider) || key == NameKey(s.cfg.Operator) && !s.Single() {
		return "", refuse(Invalid, ReasonShopName, "a name that can be taken for another")
	}
	if taken, err := tx.Sellers().ByName(name); err == nil && taken.ID != id {
		return "", refuse(Conflict, ReasonShopTaken, "another shop has this name")
	}
	return name, nil
}

// Onboard brings the seller's account at the provider up to date and returns
// the page on which the seller gives what is missing; no page when nothing is.
func (s *Shop) Onboard(ctx context.Context, actor Actor) (Seller, string, error) {
	seller, err := s.Seller(ctx, actor.ID)
	if err != nil {
		return Seller{}, "", err
	}
	var account Account
	if seller.Account == "" {
		account, err = s.provider.OpenAccount(ctx, AccountRequest{
			Key: "account:" + string(seller.ID) + ":" + seller.Country, Seller: seller.ID, Country: seller.Country,
		})
	} else {
		account, err = s.provider.FetchAccount(ctx, seller.Account)
	}
	if err != nil {
		return seller, "", providerError(err)
	}
	err = s.store.Update(ctx, func(tx Tx) error {
		if err := takeFromErased(tx, account.ID); err != nil {
			return err
		}
		seller, err = s.meetAccount(tx, seller.ID, account, false)
		return err
	})
	if err != nil || seller.Eligible() {
		return seller, "", err
	}
	link, err := s.provider.OnboardingLink(ctx, seller.Account)
	return seller, link, providerError(err)
}

// takeFromErased frees an account that somebody had before they were erased, and for
// which the provider has no other: it is theirs again.
func takeFromErased(tx Tx, account string) error {
	was, err := tx.Sellers().ByAccount(account)
	if err != nil || !was.ID.Erased() {
		return unlessMissing(err)
	}
	was.forgetAccount()
	return tx.Sellers().Put(was)
}

// providerError gives an error of the provider a reason that people can read.
func providerError(err error) error {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Reason != "" {
		return err
	}
	reason := ReasonProviderDown
	if e.Code == Refused {
		reason = ReasonProvider
	}
	return &Error{Code: e.Code, Reason: reason, Message: "at the provider", Err: err}
}

// fetchAccount brings a seller in line with the account at the provider.
func (s *Shop) fetchAccount(ctx context.Context, id string) (func(Tx, *turn) error, error) {
	account, err := s.provider.FetchAccount(ctx, id)
	if CodeOf(err) == Refused {
		account, err = Account{ID: id}, nil // gone, or no longer ours to see: it can do nothing
	}
	if err != nil {
		return nil, err
	}
	var bank []BankPayout
	if account.Transfers {
		if bank, err = s.provider.BankPayouts(ctx, id); err != nil && CodeOf(err) != Refused {
			return nil, err
		}
	}
	return func(tx Tx, _ *turn) error {
		seller, err := tx.Sellers().ByAccount(id)
		if err != nil {
			return unlessMissing(err) // not of this shop
		}
		if seller, err = s.meetAccount(tx, seller.ID, account, true); err != nil {
			return err
		}
		return s.meetBank(tx, seller, bank)
	}, nil
}

// meetBank keeps the latest payouts from the seller's balance to their bank, and
// tells the seller of one that failed. The money is in their balance again, so no
// transfer follows from it.
func (s *Shop) meetBank(tx Tx, seller Seller, bank []BankPayout) error {
	if len(bank) == 0 || slices.Equal(bank, seller.Bank) {
		return nil
	}
	failed := func(all []BankPayout, id string) bool {
		return slices.ContainsFunc(all, func(p BankPayout) bool { return p.ID == id && p.State == BankFailed })
	}
	for _, p := range slices.Backward(bank) {
		if p.State != BankFailed || failed(seller.Bank, p.ID) {
			continue
		}
		if err := s.post(tx, job.Key("notice:bank:"+p.ID), "", Notice{
			Kind: NoticeBankFailed, To: seller.ID, Facts: map[string]string{"amount": p.Amount.String(), "why": p.Why},
		}); err != nil {
			return err
		}
	}
	seller.Bank = bank
	return tx.Sellers().Put(seller)
}

// meetAccount brings a seller in line with what the provider says of the
// account, and tells the seller when that changes what they may do.
func (s *Shop) meetAccount(tx Tx, id UserID, account Account, tell bool) (Seller, error) {
	seller, err := tx.Sellers().Get(id)
	if err != nil {
		return Seller{}, err
	}
	before := seller
	seller.Account, seller.Transfers, seller.Payouts, seller.Missing = account.ID, account.Transfers, account.Payouts, account.Missing
	seller.CheckedAt = s.now()
	if seller.Eligible() != before.Eligible() {
		act := SellerEligible
		if before.Eligible() {
			act = SellerIneligible
		}
		if err := s.record(tx, &seller, "", act, nil); err != nil {
			return Seller{}, err
		}
	}
	if err := tx.Sellers().Put(seller); err != nil {
		return Seller{}, err
	}
	notice := Notice{To: id}
	switch {
	case seller.Eligible() && !before.Eligible():
		notice.Kind = NoticeSellerReady
	case before.Eligible() && !seller.Eligible(),
		!seller.Eligible() && before.Account != "" && !slices.Equal(before.Missing, seller.Missing):
		notice.Kind = NoticeSellerMissing
	default:
		return seller, nil
	}
	if !tell {
		return seller, nil // the answer that is being made says so
	}
	key := fmt.Sprintf("notice:seller:%s:%s:%d", id, notice.Kind, seller.CheckedAt.UnixMilli())
	return seller, s.post(tx, job.Key(key), "", notice)
}

// accountLater has a seller's account looked at.
func (s *Shop) accountLater(tx Tx, account, stamp string) error {
	payload, err := json.Marshal(account)
	if err != nil {
		return &Error{Code: Internal, Message: "encoding an account", Err: err}
	}
	return tx.Jobs().Put(job.Job{
		Key: job.Key("account:" + account), Kind: kindAccount,
		Due: s.now(), CreatedAt: s.now(), Stamp: stamp, Payload: payload,
	})
}
