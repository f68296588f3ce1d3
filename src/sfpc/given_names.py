"""Given names that are common in England and Wales: they tell "Jo (7)", a child, from "Schools (7)", a count.

Left out are those that are words, months, places or surnames of programmes too (Amber, Grant, Jan, Shirley, Will):
beside a bare number they say nothing. A name that is not here is still found beside an age in words ("aged 7").
"""

from __future__ import annotations

GIVEN_NAMES = frozenset(
    # one text: some eight hundred names in quotes are read by nobody
    """
    aaliyah aaron abbie abby abdul abdullah abigail adam adele adrian ahmed aidan aiden aisha aisling alan alana
    albert albie alec alex alexander alexandra alexia alexis alfie alfred ali alice alicia alina alisha alison
    alistair amelia amelie amina amir amira amy anastasia andre andrea andrew angela angus anika anita anna
    annabel annabelle anne annie anthony antonio anya archie aria ariana ariella arjun arlo arnold arthur asad
    asha asher ashley asma astrid athena aubrey audrey aurora ava avery ayaan ayesha ayla aysha barbara barnaby
    beatrice beatrix becky bella ben benjamin beth bethany betty bianca billie billy blake bobby bonnie bradley
    brandon brendan brian bronwyn brooke bruce bryony caitlin caleb callum cameron caroline cassandra catherine
    cecilia celine charlie charlotte chloe chris christina christine christopher ciara claire clara clarissa
    connor conor corey courtney craig cynthia daisy damian daniel danielle danny daphne darcey darcy darius
    darren dave david dawid deborah declan delilah denis denise derek dexter diana diego dillon dominic donald
    donna dorothy duncan dylan ebony eddie edith edmund edward edwin eileen elaine eleanor elena eli elias elif
    elijah elisha eliza elizabeth ella ellen ellie elliot elliott ellis eloise elsa elsie emilia emily emma
    emmanuel enzo erica erik erin esme estelle esther ethan eva evan evelyn evie ezra fabian farah fatima
    fatimah felicity felix finlay finley finn fiona flora francesca francis frankie fraser fred freddie
    frederick freya gabriel gabriella gareth gary gemma geoffrey george georgie georgina gerald gillian gina
    gordon graham gregory greta gwen hafsa haider hailey hamish hamza hana hanna hannah harleen harley haroon
    harper harriet harris harrison harry harvey hassan hayden hayley heidi helen helena henrietta henry hollie
    howard hudson hugh hugo humza husna ian ibrahim idris ieuan imogen imran ines ioan iqra irene isaac isabel
    isabella isabelle isaiah isha isla ismail isobel jack jackson jacob jacqueline jaden jake jamal james jamie
    jane janet jared jasmine jason jasper javier jax jay jayden jean jeffrey jemima jennifer jenny jenson jeremy
    jesse jessica jessie jim jimmy jo joan joanna joanne jodie joe joel john johnny jon jonah jonas jonathan
    joseph josephine josh joshua josie joyce juan jude judith julia julian julie juliet justin kacper kai
    kaitlyn karen karim kate katherine kathleen kathryn katie katy kayla kayleigh keira keith kelly kelsey ken
    kenneth keziah khadija kian kieran kirsty krishna kyle kylie kyra lacey laila lara laura lauren layla leah
    leanne leila leo leon leona leonard leonardo leroy leslie levi lewis lexi liam libby lila lilian lillian
    lilly lily linda lisa lloyd logan lola lorenzo lottie louie louis louisa louise luca lucas lucia lucy luis
    luka lukas luke luna lydia lyla lyra mabel maddison maeve maia maisie malachi malcolm malik margaret margot
    maria mariam marie marina marley marlon martha martin martyna marvin mary maryam mateo mathew matilda
    matthew maureen maurice maximilian maya megan mehmet melanie melissa mia micah michael michaela michelle
    mikey mila millie milo mina mira miriam mohamed mohammad mohammed molly mona monica morgan moses muhammad
    musa mustafa mya myla myra nadia nancy naomi natalia natalie natasha nathan nathaniel neil nell nevaeh niamh
    nicholas nicola nicole nigel nikita nina noah nora norah nusaybah oakley oliver olivia olivier ollie omar
    orla oscar osman otis otto owen pablo paddy paige pamela paolo patricia patrick patryk paul paula pauline
    pedro peggy penelope peter philip phillip phoebe piotr pippa polly poppy priya quinn rachel raheem rahul
    ralph ramona raphael raquel rayan raymond rebecca reece reggie reginald rehan reuben rhys ria richard ricky
    riley ritchie robbie robert robyn rodney rohan ronald ronan ronnie rory rosalie rosanna rosemary rosie rowan
    roxanne rudy rufus rupert russell ruth ryan saad sabrina sadie safa saffron saima salma salman sam samantha
    samira samson samuel sana sandra sanjay sara sarah sasha saskia scarlett scott sean sebastian selena seren
    seth shane shannon sharon shaun sheila sian sidney sienna silas simon simone sofia sonia sonny sophia sophie
    stacey stefan stella stephanie stephen steve steven stuart sumayyah susan suzanne syed sylvia tabitha tahlia
    talia tamara tamsin tania tara tariq tasha taylor ted teddy terence teresa terry tessa thea thelma theo
    theodore theresa thomas tia tiana tiffany tilly tim timothy tina tobias toby todd tom tommy tony tracey
    travis trevor tristan tyler tyrone uma umar valentina valerie vanessa vera veronica vincent vivian vivienne
    walter wayne wendy wiktoria wilfred william winston xander xavier yasin yasmin yasmine yusuf yvette yvonne
    zac zach zachary zahra zain zainab zak zane zara zayn zeynep zoe zofia zuzanna
    """.split()  # noqa: SIM905 - as above
)
"""In small letters."""
