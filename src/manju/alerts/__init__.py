"""Room: what somebody should look at, kept until it is settled, and sent to where the studio's people are."""
