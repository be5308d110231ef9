import fc from 'fast-check'

// Whether a property fails is all that is asked: its counter-example is not made smaller.
fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true })
