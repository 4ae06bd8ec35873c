package io.sublet.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.json.UTF8StreamJsonParser;
import com.fasterxml.jackson.core.sym.ByteQuadsCanonicalizer;
import java.io.IOException;

/**
 * A parser of a whole document in UTF-8 that can pass over a value by its brackets alone. Skipping it token by token decodes
 * every name in it, and the names of managed fields hold values, so there is no end of new ones to remember.
 */
public final class PassingParser extends UTF8StreamJsonParser {

    /** Makes such parsers of bytes, which have to be UTF-8 without a byte order mark. */
    public static final class Factory extends JsonFactory {
        private static final long serialVersionUID = 1;

        @Override
        protected PassingParser _createParser(byte[] bytes, int offset, int length, IOContext context) {
            return new PassingParser(
                    context,
                    _parserFeatures,
                    _objectCodec,
                    _byteSymbolCanonicalizer.makeChild(_factoryFeatures),
                    bytes,
                    offset,
                    offset + length);
        }

        /** A parser of a whole document. */
        public PassingParser passing(byte[] bytes, int offset, int length) {
            return _createParser(
                    bytes, offset, length, _createContext(_createContentReference(bytes, offset, length), true));
        }
    }

    private PassingParser(
            IOContext context,
            int features,
            ObjectCodec codec,
            ByteQuadsCanonicalizer symbols,
            byte[] body,
            int start,
            int end) {
        super(context, features, null, codec, symbols, body, start, end, 0, false);
    }

    /**
     * From the first token of a value to its last. Of an object or an array only brackets and texts are looked at, so what is in it need
     * not be JSON.
     */
    public void passOver() throws IOException {
        if (_currToken != JsonToken.START_OBJECT && _currToken != JsonToken.START_ARRAY) {
            return;
        }
        int depth = 1;
        int at = _inputPtr;
        while (depth > 0 && at < _inputEnd) {
            switch (_inputBuffer[at++]) {
                case '"' -> at = endOfText(at);
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {
                    // Part of what is passed over.
                }
            }
        }
        _inputPtr = at;
        if (depth > 0) {
            _reportInvalidEOF(" in a value that is passed over", _currToken);
        }
        _parsingContext = _parsingContext.getParent();
        _updateToken(_currToken == JsonToken.START_OBJECT ? JsonToken.END_OBJECT : JsonToken.END_ARRAY);
    }

    /** The place after the quotation mark that ends a text. */
    private int endOfText(int start) {
        int at = start;
        while (at < _inputEnd && _inputBuffer[at] != '"') {
            at += _inputBuffer[at] == '\\' ? 2 : 1;
        }
        return Math.min(at + 1, _inputEnd);
    }
}
