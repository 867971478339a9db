package commands

import (
	"context"
	"strconv"
	"strings"

	"till/shop"
)

// The routes of reviews.
const (
	routeReview      = "review"      // picks the stars
	routeReviewStars = "reviewstars" // that menu, which opens the form
	routeReviewSend  = "reviewsend"  // the form; of an order and its stars
	routeReviewMine  = "reviewmine"  // what the buyer gave
	routeReviewGone  = "reviewgone"  // removes it
	routeReviewHide  = "reviewhide"  // hides it, or shows it again: for operators
	routeReviews     = "reviews"     // a shop's
)

// mostReviews is how many reviews are listed at once.
const mostReviews = 8

// reviews is /reviews, and what buyers do about their own.
func (t *Till) reviews() command {
	return command{
		Definition: Definition{
			Kind: Command, Name: "reviews", Description: string(defReviews),
			Options: []OptionDefinition{{Name: "shop", Description: string(defReviewsShop), Type: StringOption, Autocomplete: true, MaxLength: maxOption}},
		},
		run:      t.runReviews,
		complete: t.completeShop,
		routes: map[string]handler{
			routeReview: t.pickStars, routeReviewStars: t.openReview, routeReviewSend: t.sendReview,
			routeReviewMine: t.showReview, routeReviewGone: t.removeReview, routeReviewHide: t.switchReview,
			routeReviews: func(ctx context.Context, r Request) Reply {
				seller, err := t.shop.FindShop(ctx, r.Route.Arg(0))
				return t.listReviews(ctx, r, seller, err)
			},
		},
	}
}

// reviewing is the buyer's buttons about reviews: of the shop's while there is only
// a request, of their own when the order is over.
func (s side) reviewing() []Row {
	switch o := s.order; {
	case s.role != shop.RoleBuyer:
		return nil
	case o.Status == shop.Requested && s.seller.Tally.Reviews > 0:
		return buttons(button(s.say(btnReviews), Secondary, NewRoute(routeReviews, string(o.Seller))))
	case o.Rating != nil && o.Rating.State != shop.RatingRemoved:
		return buttons(button(s.say(btnReviewMine), Secondary, s.route(routeReviewMine)))
	case o.Reviewable() == nil:
		return buttons(button(s.say(btnReview), Secondary, s.route(routeReview)))
	default:
		return nil
	}
}

// stars shows how many stars were given.
func stars(n int) string {
	return strings.Repeat("★", n) + strings.Repeat("☆", shop.MostStars-n)
}

// rated is the average of a shop's reviews.
func (v voice) rated(tenths, reviews int) string {
	l := v.tongue()
	average := l.digits.whole(int64(tenths/10)) + l.digits.point + l.digits.tail(strconv.Itoa(tenths%10))
	return v.count(reviews, txtRated, txtRated, "stars", average)
}

// bought loads an order for its buyer.
func (t *Till) bought(ctx context.Context, r Request) (side, error) {
	s, err := t.side(ctx, r.voice(), r.Actor.ID, shop.OrderID(r.Route.Arg(0)))
	if err == nil && s.role != shop.RoleBuyer {
		err = &shop.Error{Reason: shop.ReasonNotYours}
	}
	return s, err
}

func (t *Till) pickStars(ctx context.Context, r Request) Reply {
	s, err := t.bought(ctx, r)
	if err == nil {
		err = s.order.Reviewable()
	}
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	pick := Select{Route: s.route(routeReviewStars), Placeholder: s.say(txtReviewPick)}
	for n := shop.MostStars; n > 0; n-- {
		pick.Options = append(pick.Options, Option{Label: stars(n), Value: strconv.Itoa(n)})
	}
	return Reply{Private: true, Message: Message{Text: s.tell(txtReviewAsk), Rows: []Row{{Select: &pick}}}}
}

func (t *Till) openReview(ctx context.Context, r Request) Reply {
	s, err := t.bought(ctx, r)
	n := r.picked()
	if n == "" {
		n = r.Route.Arg(1)
	}
	given, no := strconv.Atoi(n)
	switch {
	case err != nil:
	case no != nil || given < 1 || given > shop.MostStars:
		err = &shop.Error{Reason: shop.ReasonStars}
	default:
		err = s.order.Reviewable()
	}
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	return Reply{Modal: &Modal{
		Route: NewRoute(routeReviewSend, string(s.order.ID), n), Title: stars(given),
		Inputs: []Input{{
			Name: fieldText, Label: s.say(txtReviewInput), Placeholder: s.say(txtReviewHint), MaxLength: shop.MaxReview, Paragraph: true,
		}},
	}}
}

func (t *Till) sendReview(ctx context.Context, r Request) Reply {
	given, err := strconv.Atoi(r.Route.Arg(1))
	if err != nil {
		given = 0 // the shop says what can be given
	}
	o, err := t.shop.Review(ctx, shop.ReviewInput{
		Cause: r.Cause, Actor: r.actor(), Order: shop.OrderID(r.Route.Arg(0)), Stars: given, Text: r.Fields[fieldText],
	})
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	s, err := t.sideOf(ctx, r.voice(), r.Actor.ID, o)
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	return private(s.tell(txtReviewSent), button(s.say(btnReviewMine), Secondary, s.route(routeReviewMine)))
}

// showReview shows the buyer what they gave.
func (t *Till) showReview(ctx context.Context, r Request) Reply {
	s, err := t.bought(ctx, r)
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	given, err := t.shop.ReviewOf(ctx, r.Actor.ID, s.order.ID)
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	about := txtReviewMine
	if s.order.Rating.State == shop.RatingHidden {
		about = txtReviewMineHidden
	}
	return private(joined(s.tell(about), s.review(given)), button(s.say(btnReviewGone), Danger, s.route(routeReviewGone)))
}

func (t *Till) removeReview(ctx context.Context, r Request) Reply {
	o, err := t.shop.RemoveReview(ctx, r.Cause, r.actor(), shop.OrderID(r.Route.Arg(0)))
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	s, err := t.sideOf(ctx, r.voice(), r.Actor.ID, o)
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	reply := private(s.tell(txtReviewRemoved), s.next(routeTrack))
	reply.Update = r.Kind == Tap
	return reply
}

// review is one review in a line or two.
func (v voice) review(r shop.Reviewed) string {
	line := stars(r.Stars) + " · " + dayOnly(r.At)
	if r.Text != "" {
		line += "\n" + plain(r.Text)
	}
	return line
}

// hideReview shows the review of an order to an operator, who can hide it.
func (t *Till) hideReview(ctx context.Context, r Request) Reply {
	s, _, err := t.operators(ctx, r)
	if err != nil {
		return t.refuseAdmin(r.voice(), err)
	}
	given, err := t.shop.ReviewOf(ctx, r.Actor.ID, s.order.ID)
	if err != nil {
		return t.refuseAdmin(r.voice(), err)
	}
	about, does := txtReviewOpen, btnReviewHide
	if s.order.Rating.State == shop.RatingHidden {
		about, does = txtReviewHidden, btnReviewShow
	}
	return private(joined(s.tell(about), s.review(given)), button(s.say(does), Danger, s.route(routeReviewHide)))
}

func (t *Till) switchReview(ctx context.Context, r Request) Reply {
	if _, err := t.shop.HideReview(ctx, r.Cause, r.actor(), shop.OrderID(r.Route.Arg(0))); err != nil {
		return t.refuseAdmin(r.voice(), err)
	}
	reply := t.hideReview(ctx, r)
	reply.Update = r.Kind == Tap
	return reply
}

func (t *Till) runReviews(ctx context.Context, r Request) Reply {
	if r.Options["shop"] == "" {
		seller, err := t.shop.Seller(ctx, r.Actor.ID)
		return t.listReviews(ctx, r, seller, err)
	}
	seller, err := t.findShop(ctx, r.Options["shop"])
	return t.listReviews(ctx, r, seller, err)
}

// listReviews shows a shop's latest reviews.
func (t *Till) listReviews(ctx context.Context, r Request, seller shop.Seller, err error) Reply {
	v := r.voice()
	if err != nil {
		return t.refuse(v, err)
	}
	all, err := t.shop.Reviews(ctx, seller.ID, mostReviews)
	if err != nil {
		return t.refuse(v, err)
	}
	name := plain(seller.Name)
	if len(all) == 0 {
		return private(v.say(txtReviewsNone, "shop", name), button(v.say(btnSeeShops), Secondary, routeShops))
	}
	var lines []string
	if tenths, reviews, told := seller.Rated(); told {
		lines = append(lines, v.rated(tenths, reviews))
	}
	warned := false
	for _, one := range all {
		if hasLink(one.Text) && !warned {
			warned = true
			lines = append(lines, v.say(txtReviewLink))
		}
	}
	for _, one := range all {
		lines = append(lines, v.review(one))
	}
	return Reply{Private: true, Message: Message{Cards: []Card{{
		Color: Neutral, Title: v.say(txtReviewsTitle, "shop", name), Body: strings.Join(lines, "\n\n"),
	}}}}
}

// reviewNotice tells the seller of a review, without a sound; nothing when it is
// gone by now.
func (t *Till) reviewNotice(ctx context.Context, s side, n shop.Notice) (Message, error) {
	given, err := t.shop.ReviewOf(ctx, n.To, n.Order)
	if shop.ReasonOf(err) == shop.ReasonNoReview {
		return Message{}, nil
	}
	if err != nil {
		return Message{}, err
	}
	text := joined(s.tell(txtReviewNotice), s.review(given))
	if hasLink(given.Text) {
		text = joined(s.say(txtReviewLink), text)
	}
	return Message{
		Text: text, Silent: true,
		Rows: buttons(
			button(s.say(btnReviews), Secondary, NewRoute(routeReviews, string(s.order.Seller))),
			button(s.say(btnReport), Secondary, s.route(routeReport)),
		),
	}, nil
}
