package stripe

import (
	"net/http"
	"strings"
)

// routes lists every endpoint with the parameters it takes. A route without
// own is the platform's alone.
func (s *Stripe) routes() *http.ServeMux {
	const own = true // may be called for a connected account
	mux := http.NewServeMux()
	add := func(pattern, params string, connected bool, act act) {
		method, path, _ := strings.Cut(pattern, " ")
		mux.HandleFunc(method+" /stripe/v1/"+path, s.endpoint(route{shape: parseShape(params), connected: connected, act: act}))
	}

	add("GET account", "", own, s.ownAccount)
	add("POST accounts", accountCreateShape, !own, s.createAccount)
	add("GET accounts", within+listed, !own, s.listAccounts)
	add("GET accounts/{id}", "", !own, s.getAccount)
	add("POST accounts/{id}", accountFields, !own, s.updateAccount)
	add("POST account_links", linkShape, !own, s.createLink)
	add("POST accounts/{id}/login_links", "", !own, s.createLogin)

	add("POST checkout/sessions", sessionCreateShape(), !own, s.createSession)
	add("GET checkout/sessions", sessionListShape, !own, s.listSessions)
	add("GET checkout/sessions/{id}", "", !own, s.getSession)
	add("POST checkout/sessions/{id}/expire", "", !own, s.expireSession)
	add("GET checkout/sessions/{id}/line_items", listed, !own, s.listLines)

	add("GET payment_intents", intentListShape, !own, s.listIntents)
	add("GET payment_intents/{id}", "client_secret", !own, s.getIntent)
	add("POST payment_intents/{id}", intentUpdateShape, !own, s.updateIntent)
	add("POST payment_intents/{id}/cancel", intentCancelShape, !own, s.cancelIntent)
	add("GET charges", chargeListShape, !own, s.listCharges)
	add("GET charges/{id}", "", !own, s.getCharge)
	add("POST charges/{id}", chargeUpdateShape, !own, s.updateCharge)

	add("POST refunds", refundCreateShape, !own, s.createRefund)
	add("GET refunds", refundListShape, !own, s.listRefunds)
	add("GET refunds/{id}", "", !own, s.getRefund)
	add("POST refunds/{id}", refundUpdateShape, !own, s.updateRefund)
	add("GET disputes", disputeListShape, !own, s.listDisputes)
	add("GET disputes/{id}", "", !own, s.getDispute)
	add("POST disputes/{id}", disputeUpdateShape(), !own, s.updateDispute)
	add("POST disputes/{id}/close", "", !own, s.closeDispute)

	add("GET radar/early_fraud_warnings", warningListShape, !own, s.listWarnings)
	add("GET radar/early_fraud_warnings/{id}", "", !own, s.getWarning)
	mux.HandleFunc("POST /stripe/v1/files", s.endpoint(route{shape: parseShape(fileCreateShape), act: s.createFile, multipart: true}))
	add("GET files", fileListShape, !own, s.listFiles)
	add("GET files/{id}", "", !own, s.getFile)
	mux.HandleFunc("GET /stripe/v1/files/{id}/contents", s.serveContents)

	add("POST transfers", transferCreateShape, !own, s.createTransfer)
	add("GET transfers", transferListShape, !own, s.listTransfers)
	add("GET transfers/{id}", "", !own, s.getTransfer)
	add("POST transfers/{id}", transferUpdateShape, !own, s.updateTransfer)
	add("POST transfers/{id}/reversals", reversalCreateShape, !own, s.createReversal)
	add("GET transfers/{id}/reversals", listed, !own, s.listReversals)
	add("GET transfers/{id}/reversals/{sub}", "", !own, s.getReversal)
	add("POST transfers/{id}/reversals/{sub}", reversalUpdateShape, !own, s.updateReversal)

	add("GET balance", "", own, s.getBalance)
	add("GET balance_transactions", entryListShape, own, s.listEntries)
	add("GET balance_transactions/{id}", "", own, s.getEntry)
	add("POST payouts", payoutCreateShape, own, s.createPayout)
	add("GET payouts", payoutListShape, own, s.listPayouts)
	add("GET payouts/{id}", "", own, s.getPayout)
	add("GET events", eventListShape, own, s.listEvents)
	add("GET events/{id}", "", own, s.getEvent)

	add("POST webhook_endpoints", endpointCreateShape, !own, s.createEndpoint)
	add("GET webhook_endpoints", listed, !own, s.listEndpoints)
	add("GET webhook_endpoints/{id}", "", !own, s.getEndpoint)
	add("POST webhook_endpoints/{id}", endpointUpdateShape, !own, s.updateEndpoint)
	add("DELETE webhook_endpoints/{id}", "", !own, s.deleteEndpoint)

	add("POST customers", customerShape, !own, s.createCustomer)
	add("GET customers", customerListShape, !own, s.listCustomers)
	add("GET customers/{id}", "", !own, s.getCustomer)
	add("POST customers/{id}", customerShape, !own, s.updateCustomer)
	add("DELETE customers/{id}", "", !own, s.deleteCustomer)
	add("POST billing_portal/configurations", portalConfigShape, !own, s.createPortalConfig)
	add("GET billing_portal/configurations", portalConfigListShape, !own, s.listPortalConfigs)
	add("GET billing_portal/configurations/{id}", "", !own, s.getPortalConfig)
	add("POST billing_portal/configurations/{id}", portalConfigShape, !own, s.updatePortalConfig)
	add("POST billing_portal/sessions", portalShape, !own, s.createPortal)

	mux.HandleFunc("/stripe/", s.unknownURL)
	s.pages(mux)
	return mux
}
