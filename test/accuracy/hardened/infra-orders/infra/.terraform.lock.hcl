provider "get.acme.dev/hashicorp/aws" {
  version     = "6.22.0"
  constraints = "~> 6.22"
  hashes = [
    "h1:Wz5xkbXoRvZLsHLzPYXqdqIBKrFgbS+GwQVaEkzvXNw=",
    "zh:fb3632bf71eef0d779b0d8bee304d01d810301bb19e14448d7c44c6c1cc1aa7b",
    "zh:699f8b02999b6f5bd80cbf2a025f2cf274c226f57500adcca16ef32f800c7ee1",
  ]
}
