package discord

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// install is one way in which the application can be installed (its "integration type"), and
// what the link to it asks for.
type install struct {
	scopes      []string
	permissions int
}

// standardInstalls are those of a new application.
func standardInstalls() map[string]install {
	return map[string]install{
		"0": {scopes: []string{"applications.commands", "bot"}},
		"1": {scopes: []string{"applications.commands"}},
	}
}

// changeableFlags are the intents that an application in few servers turns on by itself
// ("Application Flags"): presence, server members and message content, in their limited form.
const changeableFlags = 1<<13 | 1<<15 | 1<<19

// installsObject is the setting as Discord shows it. The caller holds the lock.
func (w *world) installsObject() object {
	ways := w.installs
	if ways == nil {
		ways = standardInstalls()
	}
	out := object{}
	for kind, way := range ways {
		one := object{}
		if way.scopes != nil {
			one["oauth2_install_params"] = object{"scopes": way.scopes, "permissions": strconv.Itoa(way.permissions)}
		}
		out[kind] = one
	}
	return out
}

// readInstalls reads integration_types_config: the ways that are in it are all that there are.
func readInstalls(f form) map[string]install {
	const key = "integration_types_config"
	config, ok := f.object(key)
	if !ok {
		if !f.has(key) {
			f.add(key, "BASE_TYPE_REQUIRED", "This field is required")
		}
		return nil
	}
	ways := map[string]install{}
	for _, kind := range slices.Sorted(maps.Keys(config.values)) {
		if kind != "0" && kind != "1" {
			config.add(kind, "ENUM_TYPE_COERCE", fmt.Sprintf("Value %q is not a valid enum value.", kind))
			continue
		}
		var way install
		if one, ok := config.object(kind); ok {
			if params, ok := one.object("oauth2_install_params"); ok {
				way.scopes = readScopes(params)
				way.permissions, _ = params.integer("permissions", 0, 1<<54-1)
			}
		}
		ways[kind] = way
	}
	if len(ways) == 0 {
		f.add(key, "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 2 in length.")
	}
	return ways
}

// readScopes reads what an install link asks for.
func readScopes(params form) []string {
	var scopes []string
	for i, each := range params.list("scopes", 1, 2) {
		scope, _ := each.(string)
		if scope != "applications.commands" && scope != "bot" {
			params.add("scopes."+strconv.Itoa(i), "BASE_TYPE_CHOICES", "Value must be one of {'applications.commands', 'bot'}.")
			continue
		}
		scopes = append(scopes, scope)
	}
	return scopes
}
