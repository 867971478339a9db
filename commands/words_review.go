package commands

// The words of reviews. See words.go for the voice.
const (
	defReviews     phrase = "What buyers say about a shop; about yours if left out"
	defReviewsShop phrase = "Which shop"

	txtRated            phrase = "{stars} of 5 stars in {n} reviews"
	txtReviewsTitle     phrase = "Reviews of {shop}"
	txtReviewsNone      phrase = "Nobody has reviewed {shop} yet. A buyer can, once an order is over."
	txtReviewAsk        phrase = "How was {item} ({ref}) from {shop}? Everybody can read your review here, without your name. It cannot be changed later, only removed."
	txtReviewPick       phrase = "Pick from 1 to 5 stars"
	txtReviewInput      phrase = "A line about it, if you like"
	txtReviewHint       phrase = "Well packed, as described"
	txtReviewSent       phrase = "Thank you. {shop} is told, and everybody can read it with /reviews."
	txtReviewMine       phrase = "Your review of {item} ({ref}) from {shop}:"
	txtReviewMineHidden phrase = "Your review of {item} ({ref}) from {shop}, which {operator} hides from everybody:"
	txtReviewRemoved    phrase = "Removed: your review of {item} ({ref}) is gone, with what you wrote, and does not count any more."
	txtReviewOpen       phrase = "The review of {item} ({ref}), sold by {shop}. Everybody can read it:"
	txtReviewHidden     phrase = "The review of {item} ({ref}), sold by {shop}. It is hidden, and does not count:"
	txtReviewNotice     phrase = "{buyer} reviewed {item} ({ref}):"
	txtReviewLink       phrase = "There is a link in a review. Nothing is paid through it: a request's card here is the only way to pay."

	btnReview      phrase = "Review"
	btnReviews     phrase = "Reviews"
	btnReviewMine  phrase = "My review"
	btnReviewGone  phrase = "Remove it"
	btnReviewHide  phrase = "Hide it"
	btnReviewShow  phrase = "Show it again"
	btnAdminReview phrase = "Look at the review"
)
