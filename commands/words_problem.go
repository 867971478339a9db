package commands

import "till/shop"

// The words of problems: what the buyer reports, what the seller offers, what the
// operator decides. See words.go for the voice.
const (
	txtProblemPick   phrase = "What is wrong with {item} ({ref})?"
	txtProblemTitle  phrase = "Report a problem"
	txtProblemInput  phrase = "What is wrong? The seller reads it"
	txtProblemHint   phrase = "The handle is broken off"
	txtProblemSent   phrase = "{shop} is told, and the payout waits. {shop} answers by {due}.\nPhotos help: send them in this chat, and they go to {shop} and into the case. {operator} can read what you two write about this order, to decide if you do not settle it."
	txtProblemPaid   phrase = "{shop} is told, and answers by {due}. {shop} was paid already: what goes back to you is taken from {shop}'s balance.\nPhotos help: send them in this chat, and they go to {shop} and into the case. {operator} can read what you two write about this order, to decide if you do not settle it."
	txtProblemUntil  phrase = "If something is wrong, tap **There is a problem** by {until}."
	txtProblemTyped  phrase = "You wrote"
	txtProblemNow    phrase = "How it stands:"
	txtProblemSolve  phrase = "Is the problem with {item} ({ref}) solved? Then the case is closed, and {shop} is paid."
	txtProblemSolve2 phrase = "Is the problem with {item} ({ref}) solved? Then the case is closed. {shop} has been paid already."
	txtProblemSolved phrase = "Thank you. The case is closed, and {shop} is told."
	txtProblemAsk    phrase = "Have {operator} decide about {item} ({ref})? {operator} then reads what you two wrote about this order, and decides. That may take some days; you two can still settle it meanwhile."
	txtProblemAsked  phrase = "{operator} is asked to decide. You get a message then."
	txtProblemTaken  phrase = "{shop} is told."
	txtProblemGone   phrase = "{shop} is told that it is on its way."
	txtProblemMailed phrase = "{buyer} is told that the replacement is on its way."

	txtAnswerPick   phrase = "What do you offer {buyer} for {item} ({ref})? A newer offer takes the place of an older one."
	txtAnswerAll    phrase = "Give all of the {rest} back to {buyer} for {item} ({ref})? It is requested at once, and the case is closed."
	txtAnswerAllYes phrase = "Give {rest} back"
	txtAnswerSent   phrase = "{buyer} is told."
	txtAnswerDone   phrase = "The case is closed, and {buyer} is told. A refund of {amount} is requested at {provider}."
	txtAnswerNote   phrase = "Message to the buyer (may be empty)"
	txtAnswerWhere  phrase = "Where to send it back to"
	txtAnswerHint   phrase = "Name, street, town, country"
	txtAnswerAmount phrase = "Amount to give back, at most {amount}"
	txtAnswerDays   phrase = "How many more days, 1 to {n}"
	txtBackAsk      phrase = "Do you have {item} ({ref}) back? Then all of the {rest} goes back to {buyer}, and the case is closed."
	txtGoodsModal   phrase = "Send it on its way"
	txtGoodsNumber  phrase = "Tracking number"

	btnProblem        phrase = "There is a problem"
	btnProblemPick    phrase = "Pick what is wrong"
	btnAnswer         phrase = "Answer the problem"
	btnAnswerPick     phrase = "Pick an offer"
	btnAccept         phrase = "Accept"
	btnAcceptPart     phrase = "Accept {amount}"
	btnAcceptDay      phrase = "Give {n} more day"
	btnAcceptDays     phrase = "Give {n} more days"
	btnRefuse         phrase = "Refuse"
	btnNotSolved      phrase = "It is not solved"
	btnSolved         phrase = "It is solved"
	btnSolvedYes      phrase = "Yes, it is solved"
	btnAskOperator    phrase = "Ask {operator} to decide"
	btnSentBack       phrase = "I sent it back"
	btnSendNew        phrase = "Send the replacement"
	btnIsBack         phrase = "It is back"
	btnIsBackYes      phrase = "Yes, give {rest} back"
	btnUseNumber      phrase = "Use this number"
	txtGoodsUnsure    phrase = "If the number is right all the same, use it as it is."
	txtGoodsUntracked phrase = "without a tracking number"
	txtProblemLeft    phrase = "{operator} wrote: {note}"
)

// problemKinds names what is wrong, in a menu.
var problemKinds = map[shop.ProblemKind]phrase{
	shop.ProblemNotArrived:   "It has not arrived",
	shop.ProblemNotDescribed: "It is not as described",
	shop.ProblemDamaged:      "It is damaged",
	shop.ProblemOther:        "Something else",
}

// problemHeads says what is wrong, on a card and in messages.
var problemHeads = map[shop.ProblemKind]phrase{
	shop.ProblemNotArrived:   "**Problem: it has not arrived.**",
	shop.ProblemNotDescribed: "**Problem: it is not as described.**",
	shop.ProblemDamaged:      "**Problem: it is damaged.**",
	shop.ProblemOther:        "**Problem: something is wrong.**",
}

// remedyNames names what a seller can offer, in a menu.
var remedyNames = map[shop.RemedyKind]phrase{
	shop.RemedyRefund:      "Give all of it back",
	shop.RemedyPart:        "Give a part of it back",
	shop.RemedyReplacement: "Send a replacement",
	shop.RemedyReturn:      "Take it back, then refund",
	shop.RemedyDays:        "Ask for more days",
}

// remedyWords says what is offered, to each side.
var remedyWords = map[shop.RemedyKind]told{
	shop.RemedyPart:        {"{shop} offers to give you {amount} back; you keep {item}.", "You offered to give {amount} back."},
	shop.RemedyReplacement: {"{shop} offers to send you a replacement.", "You offered to send a replacement."},
	shop.RemedyReturn:      {"{shop} offers to take it back: you send it, and when it is back, all of your {rest} comes back.", "You offered to take it back, and to give all of the {rest} back then."},
	shop.RemedyDays:        {"{shop} asks for {more} to settle it.", "You asked for {more} to settle it."},
}

// problemTurns says whose turn it is, by when, and what happens else: while the
// money is held.
var problemTurns = map[shop.ProblemState]told{
	shop.ProblemSeller:    {"{shop} answers by {due}. No answer by then: all of your {rest} comes back.", "**Answer by {due}**, or {buyer} gets all of the {rest} back."},
	shop.ProblemOffered:   {"{offer}\n**Accept or refuse by {due}.** No answer by then: the case is closed, and {shop} is paid.", "{offer} {buyer} answers by {due}. No answer by then: the case is closed, and your payout goes on."},
	shop.ProblemReplacing: {"{shop} sends a replacement by {due}. Not sent by then: all of your {rest} comes back.", "{buyer} accepted a replacement. **Send it by {due}**, or {buyer} gets all of the {rest} back."},
	shop.ProblemReplaced:  {"The replacement is on its way: {parcel}. **Say by {due} whether that solves it.** No answer by then: the case is closed, and {shop} is paid.", "You sent a replacement: {parcel}. {buyer} says by {due} whether that solves it. No answer by then: the case is closed, and your payout goes on."},
	shop.ProblemReturning: {"**Send it back by {due}**, with a tracking number, and tap **I sent it back**. When {shop} has it, all of your {rest} comes back. Not sent by then: the case is closed, and {shop} is paid.", "{buyer} sends it back by {due}. Not sent by then: the case is closed, and your payout goes on."},
	shop.ProblemReturned:  {"You sent it back: {parcel}. When {shop} has it, all of your {rest} comes back. {shop} confirms that by {due}, or {operator} decides.", "It is on its way back: {parcel}. **Tap It is back by {due}**, when you have it: {buyer} gets all of the {rest} back then. Not by then: {operator} decides."},
	shop.ProblemOperator:  {"{operator} decides. You get a message then, and your money stays held until then. You two can still settle it.", "{operator} decides. You get a message then, and the payout waits until then. You two can still settle it."},
	shop.ProblemClosed:    {"", ""},
}

// paidTurns is problemTurns after the seller was paid, where that differs.
var paidTurns = map[shop.ProblemState]told{
	shop.ProblemSeller:    {"{shop} answers by {due}. No answer by then: {operator} decides.", "**Answer by {due}**, or {operator} decides."},
	shop.ProblemOffered:   {"{offer}\n**Accept or refuse by {due}.** No answer by then: the case is closed.", "{offer} {buyer} answers by {due}. No answer by then: the case is closed."},
	shop.ProblemReplacing: {"{shop} sends a replacement by {due}. Not sent by then: {operator} decides.", "{buyer} accepted a replacement. **Send it by {due}**, or {operator} decides."},
	shop.ProblemReplaced:  {"The replacement is on its way: {parcel}. **Say by {due} whether that solves it.** No answer by then: the case is closed.", "You sent a replacement: {parcel}. {buyer} says by {due} whether that solves it. No answer by then: the case is closed."},
	shop.ProblemReturning: {"**Send it back by {due}**, with a tracking number, and tap **I sent it back**. When {shop} has it, all of your {rest} comes back. Not sent by then: the case is closed.", "{buyer} sends it back by {due}. Not sent by then: the case is closed."},
	shop.ProblemOperator:  {"{operator} decides. You get a message then. You two can still settle it.", "{operator} decides. You get a message then. You two can still settle it."},
}

// problemEnds says how a problem was closed, on cards and in messages.
var problemEnds = map[shop.ProblemEnd]told{
	shop.EndRefund:         {"Problem settled: {shop} gives you {amount} back.", "Problem settled: you give {amount} back."},
	shop.EndPart:           {"Problem settled: you accepted {amount} back.", "Problem settled: {buyer} accepted {amount} back."},
	shop.EndReturned:       {"Problem settled: {shop} has it back, and you get {amount} back.", "Problem settled: you have it back, and {buyer} gets {amount} back."},
	shop.EndSolved:         {"Problem settled: you said that it is solved.", "Problem settled: {buyer} said that it is solved."},
	shop.EndSellerSilent:   {"Problem closed: {shop} did not act in time, so {amount} goes back to you.", "Problem closed: you did not act in time, so {amount} goes back to {buyer}."},
	shop.EndBuyerSilent:    {"Problem closed: you did not answer in time.", "Problem closed: {buyer} did not answer in time."},
	shop.EndNotSentBack:    {"Problem closed: it was not sent back in time.", "Problem closed: it was not sent back in time."},
	shop.EndOperatorRefund: {"Problem decided by {operator}: you get {amount} back.", "Problem decided by {operator}: {buyer} gets {amount} back."},
	shop.EndOperatorPart:   {"Problem decided by {operator}: you get {amount} back.", "Problem decided by {operator}: {buyer} gets {amount} back."},
	shop.EndOperatorSeller: {"Problem decided by {operator}: nothing goes back.", "Problem decided by {operator} in your favour: nothing goes back."},
	shop.EndElsewhere:      {"Problem closed: all of the money goes back to you anyway, or your bank has it.", "Problem closed: all of the money goes back to {buyer} anyway, or the bank has it."},
}

// problemGoesOn says what a case means for the payout that closed without a refund.
var problemGoesOn = told{"The payout to {shop} goes on.", "Your payout goes on."}

// problemNotices begins the messages about a problem; how it stands follows.
var problemNotices = map[shop.NoticeKind]told{
	shop.NoticeProblem:         {"", "{buyer} reports a problem with {item} ({ref})."},
	shop.NoticeProblemOffer:    {"{shop} answers your problem with {item} ({ref}).", ""},
	shop.NoticeProblemAccepted: {"", "{buyer} accepted your offer for {item} ({ref})."},
	shop.NoticeProblemRefused:  {"", "{buyer} says that your offer does not settle the problem with {item} ({ref}). Offer something else."},
	shop.NoticeProblemReplaced: {"{shop} sent the replacement for {item} ({ref}).", ""},
	shop.NoticeProblemReturned: {"", "{buyer} sent {item} ({ref}) back."},
	shop.NoticeProblemReminder: {"The problem with {item} ({ref}) waits for you.", "The problem with {item} ({ref}) waits for you."},
	shop.NoticeProblemOperator: {"The problem with {item} ({ref}) is with {operator} now.", "The problem with {item} ({ref}) is with {operator} now."},
	shop.NoticeProblemClosed:   {"About {item} ({ref}):", "About {item} ({ref}):"},
}

// In a list, whose turn it is.
const (
	txtDueProblemYou   phrase = "problem, your turn by {when}"
	txtDueProblemBuyer phrase = "problem, {buyer} acts by {when}"
	txtDueProblemShop  phrase = "problem, {shop} acts by {when}"
	txtDueProblemOps   phrase = "problem, {operator} decides"
)

// What operators see of a case, and how they settle it.
const (
	txtCaseAbout   phrase = "The case of {item} ({ref}), {total}, sold by {shop} to {buyer}."
	txtCaseState   phrase = "It is with: **{turn}**"
	txtCaseSince   phrase = "Reported {when}"
	txtCaseDue     phrase = "Time until {when}"
	txtCaseOffer   phrase = "The newest offer: **{offer}**"
	txtCaseRest    phrase = "Can go back still: {rest}"
	txtCaseWords   phrase = "What the two wrote since"
	txtCaseNothing phrase = "Nothing is kept of what they wrote."
	txtCaseTurns   phrase = "Decide the case"
	txtCaseDone    phrase = "Decided. Both are told."
	txtCaseNote    phrase = "Note, for both (may be empty)"
	txtCasePart    phrase = "Amount, at most {amount}"
	txtCaseSeller  phrase = "the seller"
	txtCaseBuyer   phrase = "the buyer"
	txtCaseOps     phrase = "the operator"
	btnCase        phrase = "The case"
	btnCaseAll     phrase = "Refund all of it"
	btnCasePart    phrase = "Refund a part"
	btnCaseNone    phrase = "For the seller"
)
