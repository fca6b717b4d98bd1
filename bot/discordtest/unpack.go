package discordtest

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
)

// unpack returns the JSON and the files of a body. A multipart body that is cut
// short gives what came before.
func unpack(contentType string, body []byte) (json.RawMessage, []File) {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil || kind != "multipart/form-data" {
		return bytes.TrimSpace(body), nil
	}
	var payload json.RawMessage
	var files []File
	form := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for {
		part, err := form.NextPart()
		if err != nil {
			return payload, files
		}
		data, err := io.ReadAll(part)
		switch {
		case err != nil:
			return payload, files
		case part.FormName() == "payload_json":
			payload = data
		case part.FileName() != "":
			files = append(files, File{Name: part.FileName(), Data: data})
		}
	}
}
