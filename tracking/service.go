package tracking

// The services that numbers name. An unknown one is "".

// upsService reads the service of a 1Z number, as in the open data set's list.
func upsService(number string) string {
	switch number[8:10] {
	case "01":
		return "Next Day Air"
	case "02":
		return "Second Day Air"
	case "03":
		return "Ground"
	case "12":
		return "Three-Day Select"
	case "13":
		return "Next Day Air Saver"
	case "15":
		return "Next Day Air Early"
	case "66":
		return "Worldwide Express"
	default:
		return ""
	}
}

// impbService reads the service type code of an Intelligent Mail package barcode, of which the
// public tracking page shows an example each. With the identifier 91 the code means other things.
func impbService(number string) string {
	if number[:2] == "91" {
		return ""
	}
	switch number[2:5] {
	case "001":
		return "USPS Tracking"
	case "021":
		return "Signature Confirmation"
	case "033":
		return "Collect on Delivery"
	case "055":
		return "Priority Mail"
	case "073":
		return "Certified Mail"
	case "088":
		return "Registered Mail"
	case "701":
		return "Priority Mail Express"
	default:
		return ""
	}
}

// usps20Service reads the service type of a 20-digit USPS number.
func usps20Service(number string) string {
	switch number[:2] {
	case "70", "71":
		return "Certified Mail"
	case "73":
		return "Insured Mail"
	case "77":
		return "Registered Mail"
	case "81":
		return "Return Receipt for Merchandise"
	default:
		return ""
	}
}

// s10Service reads the service indicator of an S10 identifier, where it is the same in all posts.
func s10Service(number string) string {
	switch number[0] {
	case 'C':
		return "Parcel"
	case 'E':
		return "EMS"
	case 'R':
		return "Registered"
	case 'V':
		return "Insured"
	default:
		return ""
	}
}
