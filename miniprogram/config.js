// The one thing that whoever runs this sets: where the portal is. Without a stroke at its end.
module.exports = {
  server: 'https://gongkai.example.gov.cn'
}
