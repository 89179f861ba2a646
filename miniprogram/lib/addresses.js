// Where things are: the calls of the API on the server, and the pages of this program.
const API = '/api/v1'

function inVillage(code) {
  return `${API}/villages/${encodeURIComponent(code)}`
}

module.exports = {
  // calls, as the OpenAPI document has them
  villages: () => `${API}/villages`,
  village: inVillage,
  past: (code, year) => `${inVillage(code)}/postings?year=${encodeURIComponent(year)}`,
  posting: (code, number) => `${inVillage(code)}/postings/${encodeURIComponent(number)}`,

  // an address on the server, whether config.js ends in a stroke or not
  on: (server, path) => server.replace(/\/+$/, '') + path,

  // pages of this program
  toVillage: (code) => `/pages/village/village?code=${encodeURIComponent(code)}`,
  toPosting: (code, number) =>
    `/pages/posting/posting?code=${encodeURIComponent(code)}&number=${encodeURIComponent(number)}`,
  toPast: (code, year) => `/pages/past/past?code=${encodeURIComponent(code)}&year=${encodeURIComponent(year)}`
}
