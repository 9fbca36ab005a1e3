this file was not emitted
