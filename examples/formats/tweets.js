window.YTD.tweets.part0 = [
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1940000000000000005"
          ],
          "editableUntil": "2025-07-01T08:30:00.000Z",
          "editsRemaining": "5",
          "isEditEligible": true
        }
      },
      "retweeted": false,
      "source": "<a href=\"https://mobile.x.example\" rel=\"nofollow\">Web App</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "name": "Dockers of Selwick",
            "screen_name": "dockers_selwick",
            "indices": [
              "3",
              "19"
            ],
            "id_str": "77",
            "id": "77"
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "122"
      ],
      "favorite_count": "3",
      "id_str": "1940000000000000005",
      "truncated": false,
      "retweet_count": "1",
      "id": "1940000000000000005",
      "created_at": "Wed Jul 02 09:00:00 +0000 2025",
      "favorited": false,
      "full_text": "RT @dockers_selwick: Our union said that work would stop at noon on Thursday. “We have waited long enough,” said Ida Falk.",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1940000000000000002"
          ],
          "editableUntil": "2025-07-01T08:30:00.000Z",
          "editsRemaining": "5",
          "isEditEligible": true
        }
      },
      "retweeted": false,
      "source": "<a href=\"https://mobile.x.example\" rel=\"nofollow\">Web App</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "84"
      ],
      "favorite_count": "3",
      "id_str": "1940000000000000002",
      "truncated": false,
      "retweet_count": "1",
      "id": "1940000000000000002",
      "created_at": "Tue Jul 01 07:41:00 +0000 2025",
      "favorited": false,
      "full_text": "“We are glad that ships can load grain here,” said its head, Lena Ort, &amp; smiled.",
      "lang": "en",
      "in_reply_to_status_id_str": "1940000000000000001",
      "in_reply_to_user_id_str": "42",
      "in_reply_to_screen_name": "selwickcourier"
    }
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1940000000000000001"
          ],
          "editableUntil": "2025-07-01T08:30:00.000Z",
          "editsRemaining": "5",
          "isEditEligible": true
        }
      },
      "retweeted": false,
      "source": "<a href=\"https://mobile.x.example\" rel=\"nofollow\">Web App</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/abc",
            "expanded_url": "https://courier.example/a",
            "display_url": "courier.example/a",
            "indices": [
              "66",
              "82"
            ]
          }
        ],
        "media": [
          {
            "url": "https://t.co/pic",
            "media_url": "x"
          }
        ]
      },
      "display_text_range": [
        "0",
        "99"
      ],
      "favorite_count": "3",
      "id_str": "1940000000000000001",
      "truncated": false,
      "retweet_count": "1",
      "id": "1940000000000000001",
      "created_at": "Tue Jul 01 07:30:00 +0000 2025",
      "favorited": false,
      "full_text": "The harbour of Selwick is open again, the ministry of ports said. https://t.co/abc https://t.co/pic",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1940000000000000003"
          ],
          "editableUntil": "2025-07-01T08:30:00.000Z",
          "editsRemaining": "5",
          "isEditEligible": true
        }
      },
      "retweeted": false,
      "source": "<a href=\"https://mobile.x.example\" rel=\"nofollow\">Web App</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "135"
      ],
      "favorite_count": "3",
      "id_str": "1940000000000000003",
      "truncated": false,
      "retweet_count": "1",
      "id": "1940000000000000003",
      "created_at": "Tue Jul 01 08:00:00 +0000 2025",
      "favorited": false,
      "full_text": "The mayor of Selwick, Tomas Berg, accused the ministry of ports of delay. He told reporters that nobody had told him… https://t.co/long",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1940000000000000004"
          ],
          "editableUntil": "2025-07-01T08:30:00.000Z",
          "editsRemaining": "5",
          "isEditEligible": true
        }
      },
      "retweeted": false,
      "source": "<a href=\"https://mobile.x.example\" rel=\"nofollow\">Web App</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": [],
        "media": [
          {
            "url": "https://t.co/pic2"
          }
        ]
      },
      "display_text_range": [
        "0",
        "17"
      ],
      "favorite_count": "3",
      "id_str": "1940000000000000004",
      "truncated": false,
      "retweet_count": "1",
      "id": "1940000000000000004",
      "created_at": "Tue Jul 01 08:10:00 +0000 2025",
      "favorited": false,
      "full_text": "https://t.co/pic2",
      "lang": "en"
    }
  }
]