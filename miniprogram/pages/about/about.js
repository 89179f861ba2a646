// What this is, what it does not ask for, and how to ask a question.
const addresses = require('../../lib/addresses.js')
const config = require('../../config.js')
const screen = require('../../lib/screen.js')

Page(
  screen({
    data: { address: '' },

    read() {
      return Promise.resolve({ address: addresses.on(config.server, '/villages/') })
    },

    onShareAppMessage() {
      return { title: '关于村务公开小程序', path: '/pages/about/about' }
    }
  })
)
