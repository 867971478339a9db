package commands

// The words of photos. See words.go for the voice.
const (
	defPhoto     phrase = "A photo of it; a JPEG, PNG or GIF"
	txtPhotoKept phrase = "The photo is kept. What is still missing is asked for in a form."
	btnFillRest  phrase = "Fill in the rest"
)
