// What a village posted in a year, and the other years.
const addresses = require('../../lib/addresses.js')
const asking = require('../../lib/asking.js')
const screen = require('../../lib/screen.js')
const shaping = require('../../lib/shaping.js')

const GONE = '没有这个村，或者这个村已经撤并。'

Page(
  screen({
    data: { year: '', name: '', years: [], postings: [] },

    read() {
      const { code, year } = this.query
      const calls = [asking.get(addresses.village(code), GONE), asking.get(addresses.past(code, year), GONE)]
      return Promise.all(calls).then(([village, postings]) => ({
        year,
        name: village.short_name,
        years: village.years.map((one) => ({ year: one, chosen: String(one) === year })),
        postings: postings.map((one) => shaping.line(code, one))
      }))
    },

    onYear(event) {
      this.query.year = String(event.currentTarget.dataset.year)
      return this.load()
    },

    onShareAppMessage() {
      const { code, year } = this.query
      return { title: `${this.data.name}${year}年村务公开`, path: addresses.toPast(code, year) }
    }
  })
)
