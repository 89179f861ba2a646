// Nothing is kept, asked or counted here: reading needs no account, no place and no name.
App({})
