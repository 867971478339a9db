package tracking

// The check digits. Each function is given a number that fits a rule, check digit included.

// checkMod10 is the MOD 10 of GS1 and USPS: weights 3 and 1 in turn, from the right.
func checkMod10(number string) bool {
	last := len(number) - 1
	sum := 0
	for i := range last {
		weight := 1
		if (last-i)%2 == 1 {
			weight = 3
		}
		sum += weight * value(number[i])
	}
	return completes(sum, number[last])
}

// checkUSPS20 takes a 20-digit number, whose identifier 91 may or may not have been counted.
func checkUSPS20(number string) bool {
	return checkMod10(number) || checkMod10("91"+number)
}

// checkSmartPost takes a 20-digit number whose identifier 92 is counted though not written.
func checkSmartPost(number string) bool { return checkMod10("92" + number) }

// checkUPS takes 1Z, 15 letters or digits and the check digit: weights 1 and 2 in turn. A letter
// counts as UPS's table says: A is 2, B is 3 and so on, modulo 10.
func checkUPS(number string) bool {
	sum := 0
	for i, c := range []byte(number[2:17]) {
		v := value(c)
		if !isDigit(c) {
			v = int(c-'A'+2) % 10
		}
		sum += v * (1 + i%2)
	}
	return completes(sum, number[17])
}

// checkOnTrac takes a letter and 14 digits: weights 1 and 2 in turn, where the letter counts as the
// digit that stands for it: 4 for C, 5 for D.
func checkOnTrac(number string) bool {
	sum := int(number[0]-'C') + 4
	for i, c := range []byte(number[1:14]) {
		sum += value(c) * (2 - i%2)
	}
	return completes(sum, number[14])
}

// checkIdentcode takes the 12 digits of Deutsche Post's Identcode: weights 4 and 9 in turn.
func checkIdentcode(number string) bool {
	sum := 0
	for i, c := range []byte(number[:11]) {
		sum += value(c) * (4 + 5*(i%2))
	}
	return completes(sum, number[11])
}

// checkGLS takes 12 digits: weights 3 and 1 in turn, and one more.
func checkGLS(number string) bool {
	sum := 1
	for i, c := range []byte(number[:11]) {
		sum += value(c) * (3 - 2*(i%2))
	}
	return completes(sum, number[11])
}

// completes reports whether the digit makes the sum a multiple of ten.
func completes(sum int, digit byte) bool { return (10-sum%10)%10 == value(digit) }

// checkFedEx12 takes 12 digits: weights 3, 1, 7 over and over, modulo 11, modulo 10.
func checkFedEx12(number string) bool {
	weights := [...]int{3, 1, 7}
	sum := 0
	for i := range 11 {
		sum += weights[i%3] * value(number[i])
	}
	return sum%11%10 == value(number[11])
}

// checkS10 takes a 13-character S10 identifier: weights 8 6 4 2 3 5 9 7, eleven minus the sum
// modulo 11, where 10 is written 0 and 11 is written 5.
func checkS10(number string) bool {
	weights := [...]int{8, 6, 4, 2, 3, 5, 9, 7}
	sum := 0
	for i, w := range weights {
		sum += w * value(number[2+i])
	}
	check := 11 - sum%11
	switch check {
	case 10:
		check = 0
	case 11:
		check = 5
	}
	return check == value(number[10])
}

// checkMod7 takes digits of which the last is the others' remainder by 7.
func checkMod7(number string) bool {
	last := len(number) - 1
	rest := 0
	for i := range last {
		rest = (rest*10 + value(number[i])) % 7
	}
	return rest == value(number[last])
}

// checkMod37 is MOD 37,36 of ISO 7064 over letters and digits.
func checkMod37(number string) bool {
	last := len(number) - 1
	p := 36
	for i := range last {
		p = (p + value36(number[i])) % 36
		if p == 0 {
			p = 36
		}
		p = p * 2 % 37
	}
	return (p+value36(number[last]))%36 == 1
}

func value36(c byte) int {
	if isDigit(c) {
		return value(c)
	}
	return int(c-'A') + 10
}

func value(digit byte) int { return int(digit - '0') }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
