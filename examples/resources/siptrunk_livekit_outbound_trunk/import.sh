# By id, or by the name of one trunk only.
terraform import siptrunk_livekit_outbound_trunk.carrier ST_e7CEiJsUSYwJ
terraform import siptrunk_livekit_outbound_trunk.carrier "carrier out"
