package commands

import "context"

// purchases is /purchases: what the buyer buys.
func (t *Till) purchases() command {
	return command{
		Definition: Definition{Kind: Command, Name: "purchases", Description: string(defPurchases)},
		run: func(ctx context.Context, r Request) Reply {
			return t.list(ctx, r, filterNamed(filterBought))
		},
	}
}
